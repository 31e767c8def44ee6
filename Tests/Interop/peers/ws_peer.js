// Node's `ws`, as server and as client. The command line and what is said are those of peer.py.
"use strict";
const fs = require("fs");
const https = require("https");
const http = require("http");
const WebSocket = require("/usr/share/nodejs/ws");

const PHRASE = Buffer.from("Grüße aus Köln, 世界 😀 - one voice turn after another. ");
const MAXIMUM_BYTE_COUNT = 32 << 20;
const STEP_TIME_LIMIT = 40_000;
const COMPRESSION = {
  none: false,
  deflate: { threshold: 0 },
  small: {
    threshold: 0,
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    serverMaxWindowBits: 9,
    clientMaxWindowBits: 9,
  },
};

const NOISE = Buffer.alloc(65521);
for (let i = 0, state = 1; i < NOISE.length; i++) {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  NOISE[i] = (state >>> 16) & 0xff;
}

function payload(kind, byteCount) {
  if (kind === "binary") return Buffer.alloc(byteCount, NOISE);
  const whole = byteCount - (byteCount % PHRASE.length);
  return Buffer.concat([Buffer.alloc(whole, PHRASE), Buffer.alloc(byteCount - whole, ".")]);
}

function say(facts) {
  process.stdout.write(JSON.stringify(facts) + "\n");
}

/** Sends in parts, cut without regard to characters. */
function send(socket, message, isBinary, count) {
  for (let i = 0; i < count; i++) {
    const start = Math.floor((message.length * i) / count);
    const end = Math.floor((message.length * (i + 1)) / count);
    socket.send(message.subarray(start, end), { binary: isBinary, fin: i === count - 1 });
  }
}

function isCompressed(socket) {
  return socket.extensions.includes("permessage-deflate");
}

function echo(socket, request) {
  const wish = new URL(request.url, "http://localhost").searchParams;
  const ping = wish.get("ping");
  let pong = ping === null;
  if (ping !== null) socket.ping(ping);
  socket.on("pong", (data) => (pong ||= data.toString() === ping));
  socket.on("error", (error) => process.stderr.write(`${error}\n`));
  socket.on("message", (message, isBinary) => {
    if (wish.has("code")) socket.close(Number(wish.get("code")), wish.get("reason") ?? "");
    else send(socket, message, isBinary, Number(wish.get("fragments") ?? 1));
  });
  socket.on("close", (code, reason) =>
    say({ step: wish.get("step"), code, reason: reason.toString(), compressed: isCompressed(socket), pong })
  );
}

function serve(compression, certificate, key) {
  const server = certificate
    ? https.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) })
    : http.createServer();
  const sockets = new WebSocket.Server({
    server,
    perMessageDeflate: COMPRESSION[compression],
    maxPayload: MAXIMUM_BYTE_COUNT,
  });
  sockets.on("connection", echo);
  server.listen(0, "127.0.0.1", () => say({ port: server.address().port }));
  process.stdin.resume().on("end", () => process.exit(0));
}

function doStep(url, compression, ca, step) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url + step.path, {
      ca,
      perMessageDeflate: COMPRESSION[compression],
      maxPayload: MAXIMUM_BYTE_COUNT,
    });
    const timer = setTimeout(() => fail(new Error("the step took too long")), STEP_TIME_LIMIT);
    const messages = step.messages.map(([kind, byteCount]) => ({ kind, bytes: payload(kind, byteCount) }));
    let sent = 0;
    const fail = (error) => {
      clearTimeout(timer);
      socket.terminate();
      reject(error);
    };
    const advance = () => {
      if (sent < messages.length) {
        const { kind, bytes } = messages[sent++];
        send(socket, bytes, kind === "binary", step.fragments);
      } else if (step.code) {
        socket.close(step.code, step.reason);
      } else {
        socket.send("close");
      }
    };
    socket.on("error", fail);
    socket.on("open", () => (step.ping ? socket.ping(step.ping) : advance()));
    socket.on("pong", (data) =>
      data.toString() === step.ping ? advance() : fail(new Error("the pong is not that of the ping"))
    );
    socket.on("message", (message, isBinary) => {
      const expected = messages[sent - 1];
      if (isBinary !== (expected.kind === "binary")) return fail(new Error("the echo is of the other kind"));
      if (!message.equals(expected.bytes)) return fail(new Error("the echo has other bytes"));
      advance();
    });
    socket.on("close", (code, reason) => {
      clearTimeout(timer);
      resolve({ code, reason: reason.toString(), compressed: isCompressed(socket) });
    });
  });
}

async function runSteps(compression, url, caPath) {
  const ca = caPath && fs.readFileSync(caPath);
  for (const step of JSON.parse(fs.readFileSync(0, "utf8"))) {
    try {
      say({ step: step.step, ...(await doStep(url, compression, ca, step)) });
    } catch (error) {
      say({ step: step.step, failure: String(error) });
    }
  }
}

const [side, compression, ...rest] = process.argv.slice(2);
if (side === "server") serve(compression, ...rest);
else runSteps(compression, ...rest);
