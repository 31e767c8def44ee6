// Node's `ws`, with per message what openai-node's Realtime class does: parse, emit as `event`, look for an
// error, emit under its own type. The listener turns audio into a Buffer.
'use strict';

const fs = require('fs');
const { Measurement, parseOptions, appendAudio, echoEvent, connectingAtOnce, settleMilliseconds } = require('./measure.js');

const installed = '/usr/share/nodejs/ws';
const WebSocket = require(fs.existsSync(installed) ? installed : 'ws');

// openai-node's emitter: lists of listeners, filtered for `once` before each dispatch.
class Emitter {
  #listeners = {};

  on(name, listener) {
    (this.#listeners[name] ||= []).push({ listener, once: false });
    return this;
  }

  emit(name, ...values) {
    const listeners = this.#listeners[name];
    if (!listeners) return;
    this.#listeners[name] = listeners.filter((entry) => !entry.once);
    listeners.forEach(({ listener }) => listener(...values));
  }
}

class Realtime extends Emitter {
  constructor(url, options) {
    super();
    this.socket = new WebSocket(url, options);
    this.socket.on('message', (data) => {
      const event = this.parse(data);
      if (!event) return;
      this.emit('event', event);
      if (event.type === 'error') this.emit('error', event.error);
      else this.emit(event.type, event);
    });
    this.socket.on('error', (error) => this.emit('error', error));
  }

  parse(data) {
    try {
      const event = JSON.parse(data.toString());
      if (typeof event === 'object' && event !== null && typeof event.type === 'string') return event;
      this.emit('error', new TypeError('event must be an object with a string type'));
    } catch (error) {
      this.emit('error', error);
    }
    return null;
  }

  send(event) {
    this.socket.send(JSON.stringify(event));
  }
}

const options = parseOptions();
const measurement = new Measurement('node-ws', options);
const ca = options.ca && fs.readFileSync(options.ca);
let started = 0;
let finished = 0;

function finish() {
  if (++finished === options.sessions) process.exit(measurement.report());
}

function settle() {
  setTimeout(() => {
    measurement.didSettle();
    process.exit(measurement.report());
  }, settleMilliseconds);
}

function startNext() {
  while (started < options.sessions && started - measurement.opened < connectingAtOnce) {
    started++;
    startSession();
    // The first one alone, so that what the process needs once is not counted as a session's.
    if (started === 1) return;
  }
}

function startSession() {
  const realtime = new Realtime(options.fullURL, { ca, headers: { Authorization: 'Bearer none' } });
  const text = (event) => measurement.didDecodeText(event.delta);
  // Counted on the socket, as the class does not tell how long a message was.
  realtime.socket.prependListener('message', (data) => measurement.didReceive(data.length));
  realtime.on('response.output_audio.delta', (event) => measurement.didDecodeAudio(Buffer.from(event.delta, 'base64')));
  realtime.on('response.output_text.delta', text);
  realtime.on('response.output_audio_transcript.delta', text);
  realtime.on('error', (error) => measurement.didFail(error.message));
  if (options.stream === 'echo') startEcho(realtime);
  if (options.stream === 'paced') {
    realtime.on('response.output_audio.delta', (event) => {
      measurement.didReadTime(event.event_id);
      realtime.send({ type: 'input_audio_buffer.append', audio: appendAudio.toString('base64') });
    });
  }
  realtime.socket.on('open', () => {
    measurement.didOpen();
    startNext();
    if (options.stream === 'idle' && measurement.opened === options.sessions) settle();
  });
  realtime.socket.on('close', (code, reason) => {
    measurement.didClose(reason.toString());
    finish();
  });
}

function startEcho(realtime) {
  let sent = 0n;
  let count = 0;
  const send = () => {
    sent = process.hrtime.bigint();
    realtime.socket.send(echoEvent);
  };
  realtime.on('response.output_text.delta', () => {
    measurement.didEcho(process.hrtime.bigint() - sent);
    if (++count < options.events) send();
    else realtime.socket.close(1000);
  });
  realtime.socket.on('open', send);
}

startNext();
