"""WAVE files, right and wrong, and what a program must say of each."""

import struct

SAMPLES = b"".join(struct.pack("<h", (n % 48 - 24) * 400) for n in range(24_000))


def wave(samples=SAMPLES, rate=24_000, channels=1, bits=16, encoding=1, data_length=None, riff_length=None, before=b"",
         extensible=False):
    """A file whose header says what the arguments say, true or not."""
    block = channels * bits // 8
    head = struct.pack("<HHIIHH", 0xFFFE if extensible else encoding, channels, rate, rate * block, block, bits)
    if extensible:
        head += struct.pack("<HHIH", 22, bits, 4, encoding) + bytes.fromhex("000000001000800000aa00389b71")
    chunks = b"fmt " + struct.pack("<I", len(head)) + head + before
    chunks += b"data" + struct.pack("<I", len(samples) if data_length is None else data_length) + samples
    riff_length = 4 + len(chunks) if riff_length is None else riff_length
    return b"RIFF" + struct.pack("<I", riff_length) + b"WAVE" + chunks


def chunk(name, content):
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


RIGHT = {
    "plain": wave(),
    "extensible": wave(extensible=True),
    "list-before": wave(before=chunk(b"LIST", b"INFO odd")),
    "odd-chunk-before": wave(before=chunk(b"note", b"abc")),
    "chunk-after": wave() + chunk(b"LIST", b"INFO"),
    "streamed-32-bits": wave(data_length=0xFFFFFFFF, riff_length=0xFFFFFFFF),
    "streamed-zero": wave(data_length=0, riff_length=0),
    "streamed-zero-header": wave(data_length=0, riff_length=36),
    "streamed-31-bits": wave(data_length=0x7FFFFFFF, riff_length=0x7FFFFFFF),
    "streamed-sox": wave(data_length=0x7FFFF000, riff_length=0x7FFFF024),
    "streamed-ffmpeg-list": wave(before=chunk(b"LIST", b"INFOISFT"), data_length=0xFFFFFFFF, riff_length=0xFFFFFFFF),
    "streamed-half-a-sample": wave(SAMPLES + b"\1", data_length=0xFFFFFFFF, riff_length=0xFFFFFFFF),
}

WRONG = {
    "empty": (b"", "no WAVE file"),
    "one-byte": (b"R", "no WAVE file"),
    "text": (b"This is a text and not a recording.\n", "no WAVE file"),
    "riff-only": (b"RIFF", "no WAVE file"),
    "avi": (b"RIFF\0\0\0\0AVI LIST", "no WAVE file"),
    "header-only": (wave()[:12], "cut off"),
    "cut-in-format": (wave()[:30], "cut off"),
    "cut-before-samples": (wave()[:36], "cut off"),
    "cut-in-samples": (wave()[:20_000], "28044 bytes more"),
    "no-samples": (wave(b""), "no samples"),
    "streamed-without-samples": (wave(b"", data_length=0xFFFFFFFF, riff_length=0xFFFFFFFF), "no samples"),
    "rate": (wave(rate=44_100), "44100 Hz"),
    "low-rate": (wave(rate=8_000), "8000 Hz"),
    "stereo": (wave(channels=2), "2 channels"),
    "eight-bits": (wave(bits=8), "8 bits"),
    "twenty-four-bits": (wave(bits=24), "24 bits"),
    "float": (wave(encoding=3, bits=32), "floating point"),
    "extensible-float": (wave(encoding=3, bits=32, extensible=True), "floating point"),
    "mu-law": (wave(encoding=7, bits=8, rate=8_000), "\u00b5-law, its rate is 8000 Hz"),
    "a-law": (wave(encoding=6, bits=8), "A-law"),
    "unknown-encoding": (wave(encoding=0x161), "number 353"),
    "several": (wave(rate=48_000, channels=2), "2 channels, its rate is 48000 Hz"),
    "samples-before-format": (b"RIFF\x20\0\0\0WAVE" + chunk(b"data", b"\0" * 20), "before the chunk"),
    "chunk-beyond-end": (wave(before=b"LIST\xff\xff\0\0"), "cut off"),
}
