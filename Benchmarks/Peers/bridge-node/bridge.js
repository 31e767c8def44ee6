// A bridge on Node's `ws`, as Twilio's and OpenAI's samples build it: JSON.parse and JSON.stringify, the base64 handed on
// as it is, a mark after each piece of audio, and at an interruption a truncation and a `clear`.
'use strict';

const fs = require('fs');
const https = require('https');
const { parseArgs } = require('util');

const installed = '/usr/share/nodejs/ws';
const WebSocket = require(fs.existsSync(installed) ? installed : 'ws');

const { values: options } = parseArgs({
  options: Object.fromEntries(['ca', 'certificate', 'key', 'model'].map((name) => [name, { type: 'string' }])),
});
const ca = fs.readFileSync(options.ca);

const sessionUpdate = {
  type: 'session.update',
  session: {
    type: 'realtime',
    output_modalities: ['audio'],
    instructions: 'You are a telephone receptionist.',
    audio: {
      input: { format: { type: 'audio/pcmu' }, turn_detection: { type: 'server_vad' } },
      output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
    },
  },
};

class Call {
  constructor(carrier) {
    this.carrier = carrier;
    this.streamSid = null;
    this.callerMs = 0;          // where the caller's audio is
    this.itemID = null;         // what the model says, and where the caller's audio was when it began
    this.itemStartMs = 0;
    this.marks = [];            // audio that the carrier has not played yet
    this.model = new WebSocket(options.model, {
      ca, perMessageDeflate: false, headers: { Authorization: 'Bearer none' },
    });
    this.model.on('open', () => this.toModel(sessionUpdate));
    this.model.on('message', (data) => this.didHearModel(JSON.parse(data)));
    this.model.on('close', () => carrier.close());
    this.model.on('error', (error) => console.error(error.message));
    carrier.on('message', (data) => this.didHearCarrier(JSON.parse(data)));
    carrier.on('close', () => this.model.close());
    carrier.on('error', (error) => console.error(error.message));
  }

  toModel(event) {
    if (this.model.readyState === WebSocket.OPEN) this.model.send(JSON.stringify(event));
  }

  toCarrier(message) {
    if (this.carrier.readyState === WebSocket.OPEN) this.carrier.send(JSON.stringify(message));
  }

  didHearCarrier(message) {
    switch (message.event) {
      case 'media':
        this.callerMs = Number(message.media.timestamp);
        this.toModel({ type: 'input_audio_buffer.append', audio: message.media.payload });
        break;
      case 'mark':
        this.marks.shift();
        break;
      case 'start':
        this.streamSid = message.start.streamSid;
        break;
    }
  }

  didHearModel(event) {
    switch (event.type) {
      case 'response.output_audio.delta':
        this.play(event);
        break;
      case 'input_audio_buffer.speech_started':
        this.interrupt();
        break;
      case 'error':
        console.error(event.error.message);
        break;
    }
  }

  play(event) {
    if (event.item_id !== this.itemID) {
      this.itemID = event.item_id;
      this.itemStartMs = this.callerMs;
    }
    this.toCarrier({ event: 'media', streamSid: this.streamSid, media: { payload: event.delta } });
    this.toCarrier({ event: 'mark', streamSid: this.streamSid, mark: { name: 'responsePart' } });
    this.marks.push('responsePart');
  }

  interrupt() {
    if (this.marks.length === 0 || this.itemID === null) return;
    this.toModel({
      type: 'conversation.item.truncate', item_id: this.itemID, content_index: 0,
      audio_end_ms: this.callerMs - this.itemStartMs,
    });
    this.toCarrier({ event: 'clear', streamSid: this.streamSid });
    this.marks = [];
    this.itemID = null;
  }
}

const server = https.createServer({ cert: fs.readFileSync(options.certificate), key: fs.readFileSync(options.key) });
new WebSocket.Server({ server, perMessageDeflate: false }).on('connection', (carrier) => new Call(carrier));
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
process.on('SIGTERM', () => process.exit(0));
