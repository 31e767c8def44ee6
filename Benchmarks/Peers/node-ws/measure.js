// Command line, counting and report of the Node client: the same verbs and figures as Measurement/.
'use strict';

const fs = require('fs');
const { parseArgs } = require('util');
const zlib = require('zlib');

exports.connectingAtOnce = 64;
exports.settleMilliseconds = 2000;
exports.appendAudio = Buffer.from(Array.from({ length: 4800 }, (_, i) => (i * 7) & 0xff));
exports.echoEvent =
  '{"type":"response.output_text.delta","event_id":"event_00000000000000000000",' +
  '"response_id":"resp_CkT0000000000000000000","item_id":"item_CkT0000000000000000000",' +
  '"output_index":0,"content_index":0,"delta":" we carry your voice..."}';

exports.parseOptions = () => {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' }, ca: { type: 'string' }, stream: { type: 'string', default: 'audio' },
      sessions: { type: 'string', default: '1' }, events: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '5' }, warmup: { type: 'string', default: '-1' },
      verify: { type: 'boolean', default: false },
    },
  });
  const options = { ...values };
  for (const name of ['sessions', 'events', 'seconds', 'warmup']) options[name] = Number(values[name]);
  const query = ['stream', 'events', 'sessions', 'seconds'].map((name) => `${name}=${options[name]}`).join('&');
  options.fullURL = values.url + (values.url.includes('?') ? '&' : '?') + query;
  if (options.warmup < 0) {
    const paced = options.stream === 'paced';
    options.warmup = paced ? 10 * options.sessions : Math.floor((options.events * options.sessions) / 20);
  }
  return options;
};

const residentKiB = () => Number(fs.readFileSync('/proc/self/statm', 'utf8').split(' ')[1]) * 4;
const percentile = (ordered, fraction) => ordered[Math.floor(fraction * (ordered.length - 1) + 0.5)] / 1000;

exports.Measurement = class Measurement {
  constructor(peer, options) {
    Object.assign(this, { peer, options, events: 0, bytes: 0, audioBytes: 0, audioTail: 0, textBytes: 0 });
    Object.assign(this, { opened: 0, closed: 0, failure: null, start: null, end: null, rssOne: 0, rssAll: 0 });
    this.audioCRC = 0n;
    this.expected = [0n, 0n, 0n, 0n, 0n];
    this.samples = [];
  }

  instant() {
    const usage = process.resourceUsage();
    return [usage.userCPUTime / 1e6, usage.systemCPUTime / 1e6, Number(process.hrtime.bigint()) / 1e9, this.events, this.bytes];
  }

  didOpen() {
    if (++this.opened === 1) this.rssOne = residentKiB();
  }

  didSettle() {
    this.rssAll = residentKiB();
  }

  didReceive(byteCount) {
    if (this.start === null && this.events >= this.options.warmup) this.start = this.instant();
    this.events++;
    this.bytes += byteCount;
  }

  didDecodeAudio(pcm) {
    this.audioBytes += pcm.length;
    this.audioTail += pcm.readUInt32LE(pcm.length - 4);
    if (this.options.verify) this.audioCRC += BigInt(zlib.crc32(pcm));
  }

  didDecodeText(text) {
    this.textBytes += Buffer.byteLength(text);
  }

  didReadTime(eventID) {
    if (this.start) this.samples.push(Number((process.hrtime.bigint() - BigInt(eventID.slice(6))) / 1000n));
  }

  didEcho(nanoseconds) {
    if (this.start) this.samples.push(Number(nanoseconds));
  }

  didClose(reason) {
    this.closed++;
    this.end = this.instant();
    const account = /events=(\d+) audio=(\d+) crc=(\d+) tail=(\d+) text=(\d+)/.exec(reason);
    if (account) this.expected = this.expected.map((sum, i) => sum + BigInt(account[i + 1]));
    else if (this.options.stream !== 'echo') this.didFail("a close reason without the server's account");
  }

  didFail(why) {
    this.failure ??= why;
  }

  discrepancy() {
    const { options } = this;
    if (this.failure) return this.failure;
    if (this.opened !== options.sessions) return 'not every session opened';
    if (options.stream === 'idle') return null;
    if (options.stream === 'echo') return this.events === options.events * options.sessions ? null : 'echoes are missing';
    const got = [BigInt(this.events), BigInt(this.audioBytes), this.audioCRC, BigInt(this.audioTail), BigInt(this.textBytes)];
    if (!options.verify) got[2] = this.expected[2];
    const wrong = got.findIndex((value, i) => value !== this.expected[i]);
    const names = ['events', 'audio bytes', 'audio crc', 'audio tail', 'text'];
    return wrong < 0 ? null : `${names[wrong]}: ${got[wrong]} instead of ${this.expected[wrong]}`;
  }

  report() {
    const problem = this.discrepancy();
    const { options } = this;
    const line = {
      peer: this.peer, stream: options.stream, sessions: options.sessions, events: this.events, bytes: this.bytes,
      audio_bytes: this.audioBytes, text_bytes: this.textBytes,
    };
    if (this.start && this.end) {
      const [user, system, wall, events, bytes] = this.end.map((value, i) => value - this.start[i]);
      Object.assign(line, {
        measured_events: events, measured_bytes: bytes, user_seconds: user, system_seconds: system,
        cpu_seconds: user + system, wall_seconds: wall,
      });
    }
    line.max_rss_kib = process.resourceUsage().maxRSS;
    if (this.rssAll) {
      line.rss_one_kib = this.rssOne;
      line.rss_all_kib = this.rssAll;
      line.idle_kib_per_session = (this.rssAll - this.rssOne) / Math.max(1, options.sessions - 1);
    }
    if (this.samples.length) {
      const ordered = Float64Array.from(this.samples).sort();
      line[options.stream === 'echo' ? 'echo_us' : 'lateness_ms'] = {
        count: ordered.length, p50: percentile(ordered, 0.5), p99: percentile(ordered, 0.99),
        p999: percentile(ordered, 0.999), max: ordered[ordered.length - 1] / 1000,
      };
    }
    Object.assign(line, { verified: problem === null, checked: options.verify ? 'crc' : 'length' });
    if (problem) line.problem = problem;
    console.log(JSON.stringify(line));
    return problem ? 1 : 0;
  }
};
