// A carrier of phone calls, by Node's `ws`. The command line and what is said are those of carrier_websockets.py.
"use strict";
const fs = require("fs");
const WebSocket = require("/usr/share/nodejs/ws");

const CASE_TIME_LIMIT = 30_000;
const FRAME_MILLISECONDS = 20;
const FRAME_BYTE_COUNT = 160;
const SILENCE = Buffer.alloc(FRAME_BYTE_COUNT, 0xff);
const [url, root, signature] = process.argv.slice(2);
const ca = fs.readFileSync(root);

/** A sample in µ-law, by the ITU's tables. */
function muLaw(sample) {
  const magnitude = Math.min((((sample < 0 ? ~sample : sample) >> 2) + 33), 8191);
  const segment = 31 - Math.clz32(magnitude) - 5;
  const code = (segment << 4) | ((magnitude >> (segment + 1)) & 15);
  return ~((sample < 0 ? 0x80 : 0) | code) & 0xff;
}

function tone(milliseconds, hertz) {
  return Buffer.from({ length: 8 * milliseconds }, (_, n) =>
    muLaw(Math.trunc(9000 * Math.sin((2 * Math.PI * hertz * n) / 8000))));
}

function frames(audio) {
  return Array.from({ length: audio.length / FRAME_BYTE_COUNT }, (_, n) =>
    audio.subarray(n * FRAME_BYTE_COUNT, (n + 1) * FRAME_BYTE_COUNT));
}

class Call {
  constructor() {
    this.toSay = [];
    this.toPlay = [];
    this.heard = Buffer.alloc(0);
    this.marksSent = [];
    this.clears = 0;
    this.faults = [];
    this.sequence = 0;
    this.chunk = 0;
    this.socket = new WebSocket(url, { ca, headers: { "X-Twilio-Signature": signature }, perMessageDeflate: false });
    this.socket.on("error", (error) => this.faults.push(error.message));
    this.socket.on("message", (data, isBinary) => this.hear(data, isBinary));
    this.socket.on("open", () => this.begin());
  }

  say(event, members) {
    this.sequence += 1;
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify({ event, sequenceNumber: String(this.sequence), streamSid: "MZ2", ...members }));
  }

  begin() {
    this.socket.send(JSON.stringify({ event: "connected", protocol: "Call", version: "1.0.0" }));
    this.say("start", {
      start: {
        streamSid: "MZ2", accountSid: "AC2", callSid: "CA2", tracks: ["inbound"], customParameters: {},
        mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
      },
    });
    const startedAt = performance.now();
    this.clock = setInterval(() => {
      while (this.chunk * FRAME_MILLISECONDS <= performance.now() - startedAt) this.frame();
    }, FRAME_MILLISECONDS);
  }

  frame() {
    this.chunk += 1;
    const frame = this.toSay.shift() ?? SILENCE;
    this.say("media", {
      media: {
        track: "inbound", chunk: String(this.chunk), timestamp: String(FRAME_MILLISECONDS * (this.chunk - 1)),
        payload: frame.toString("base64"),
      },
    });
    let left = FRAME_BYTE_COUNT;
    while (this.toPlay.length && (left || typeof this.toPlay[0] === "string")) {
      const next = this.toPlay.shift();
      if (typeof next === "string") {
        this.say("mark", { mark: { name: next } });
        continue;
      }
      this.heard = Buffer.concat([this.heard, next.subarray(0, left)]);
      if (next.length > left) this.toPlay.unshift(next.subarray(left));
      left -= Math.min(left, next.length);
    }
  }

  hear(data, isBinary) {
    if (isBinary) return this.faults.push("a binary message");
    const message = JSON.parse(data);
    if (message.streamSid !== "MZ2") this.faults.push("another stream");
    if (message.event === "media") {
      const audio = Buffer.from(message.media.payload, "base64");
      if (!audio.length || audio.length % FRAME_BYTE_COUNT) this.faults.push(`${audio.length} bytes of audio`);
      this.toPlay.push(audio);
    } else if (message.event === "mark") {
      this.marksSent.push(message.mark.name);
      this.toPlay.push(message.mark.name);
    } else if (message.event === "clear") {
      this.clears += 1;
      const marks = this.toPlay.filter((entry) => typeof entry === "string");
      this.toPlay = [];
      for (const name of marks) this.say("mark", { mark: { name } });
    } else {
      this.faults.push(`message ${message.event}`);
    }
  }

  async until(holds, what) {
    const end = performance.now() + CASE_TIME_LIMIT;
    while (!holds()) {
      if (this.faults.length) throw new Error(this.faults[0]);
      if (performance.now() > end) throw new Error(`never ${what}`);
      await new Promise((resolve) => setTimeout(resolve, FRAME_MILLISECONDS));
    }
  }

  end() {
    clearInterval(this.clock);
    this.socket.close(1000);
    if (this.faults.length) throw new Error(this.faults[0]);
  }
}

async function isHeardAndAnswered() {
  const speech = tone(600, 400);
  const call = new Call();
  call.toSay.push(...frames(speech));
  await call.until(() => call.marksSent.length && !call.toPlay.length, "an answer that was played to its end");
  if (!call.heard.includes(speech)) throw new Error(`another answer than what was said, ${call.heard.length} bytes`);
  call.say("dtmf", { dtmf: { track: "inbound_track", digit: "#" } });
  call.say("stop", { stop: { accountSid: "AC2", callSid: "CA2" } });
  call.end();
}

async function interrupts() {
  const call = new Call();
  call.toSay.push(...frames(tone(1500, 400)));
  await call.until(() => call.heard.length > 10 * FRAME_BYTE_COUNT, "an answer");
  if (call.clears) throw new Error("a clear before it was interrupted");
  const speech = tone(400, 700);
  call.toSay.push(...frames(speech));
  await call.until(() => call.clears > 0, "a clear");
  const marks = call.marksSent.length;
  await call.until(() => call.marksSent.length > marks && !call.toPlay.length, "a second answer");
  if (!call.heard.includes(speech)) throw new Error("a second answer of another kind");
  call.end();
}

function isRefused() {
  const socket = new WebSocket(url, { ca, headers: { "X-Twilio-Signature": signature.toUpperCase() } });
  return new Promise((resolve, reject) => {
    socket.on("error", () => {});
    socket.on("open", () => reject(new Error("was let in")));
    socket.on("unexpected-response", (_, response) => {
      socket.terminate();
      response.statusCode === 403 ? resolve() : reject(new Error(`status ${response.statusCode}`));
    });
  });
}

async function main() {
  const cases = {
    "is heard and answered": isHeardAndAnswered,
    interrupts,
    "with a wrong signature is refused": isRefused,
  };
  await Promise.all(Object.entries(cases).map(async ([name, body]) => {
    const failure = await body().then(() => null, (error) => error.message);
    process.stdout.write(JSON.stringify({ name, failure }) + "\n");
  }));
  process.exit(0);
}

main();
