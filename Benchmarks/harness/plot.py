"""Bar charts as SVG, written by hand: no package is needed to look at them or to make them."""

import math
from html import escape

from . import peers as registry
from .suite import THROUGHPUT_STREAMS

WIDTH, LABEL_WIDTH, BAR_HEIGHT, GAP = 860, 230, 20, 7
COLOURS = {registry.OURS: "#d9480f", registry.FLOOR: "#495057"}
OTHERS = "#74a3c7"
STYLE = ("<style>text{font:13px system-ui,sans-serif;fill:#212529}.title{font-size:16px;font-weight:600}"
         ".note{fill:#868e96;font-size:12px}@media(prefers-color-scheme:dark){text{fill:#e9ecef}}</style>")


class Panel:
    """One chart of horizontal bars: (label, value, colour), shortest first or last as given."""

    def __init__(self, title, bars, form, logarithmic=False, reference=None):
        self.title, self.bars, self.form = title, bars, form
        self.logarithmic, self.reference = logarithmic, reference

    @property
    def height(self):
        return 34 + len(self.bars) * (BAR_HEIGHT + GAP) + 12

    def scale(self):
        room = WIDTH - LABEL_WIDTH - 80
        values = [value for _, value, _ in self.bars]
        if not self.logarithmic:
            return lambda value: room * value / max(values)
        low, high = math.log(min(min(values), 1) / 2), math.log(max(values))
        return lambda value: room * (math.log(value) - low) / (high - low)

    def draw(self, top):
        width_of = self.scale()
        parts = [f'<text class="title" x="8" y="{top + 20}">{escape(self.title)}</text>']
        y = top + 34
        if self.reference is not None:
            x = LABEL_WIDTH + width_of(self.reference)
            bottom = top + self.height - 12
            parts.append(f'<line x1="{x:.1f}" y1="{y - 4}" x2="{x:.1f}" y2="{bottom}" stroke="#adb5bd" stroke-dasharray="3 3"/>')
        for label, value, colour in self.bars:
            width, middle = max(1.0, width_of(value)), y + BAR_HEIGHT - 5
            parts += [
                f'<text x="{LABEL_WIDTH - 8}" y="{middle}" text-anchor="end">{escape(label)}</text>',
                f'<rect x="{LABEL_WIDTH}" y="{y}" width="{width:.1f}" height="{BAR_HEIGHT}" rx="3" fill="{colour}"/>',
                f'<text x="{LABEL_WIDTH + width + 6:.1f}" y="{middle}">{self.form.format(value)}</text>',
            ]
            y += BAR_HEIGHT + GAP
        return "\n".join(parts)


def document(panels):
    height = sum(panel.height for panel in panels) + 8
    body, top = [], 4
    for panel in panels:
        body.append(panel.draw(top))
        top += panel.height
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
    return "\n".join([head, STYLE, *body, "</svg>"]) + "\n"


def bars(suite, peers, stream, key, smallest_first=True):
    rows = []
    for peer in peers:
        value = suite.results[peer.name].get(stream, {}).get(key)
        if value:
            rows.append((peer.label, value, COLOURS.get(peer.name, OTHERS)))
    return sorted(rows, key=lambda row: row[1], reverse=not smallest_first)


def write_all(suite, peers, options, folder):
    """Writes the charts there are figures for. Returns (title, file name) of each."""
    def ratio(stream):
        return Panel(f"{stream}: CPU per event, C floor = 1 (logarithmic)", bars(suite, peers, stream, "ratio"),
                     "{:.2f}", logarithmic=True, reference=1)

    charts = [
        ("CPU per event", "cpu", [ratio(s) for s in THROUGHPUT_STREAMS]),
        ("Paced sessions per core", "paced", [
            Panel("Paced voice sessions on one core, p99 lateness under 10 ms",
                  bars(suite, peers, "paced", "sessions", smallest_first=False), "{:.0f}")]),
        ("Idle memory", "idle", [
            Panel("Resident KiB of an idle wss session", bars(suite, peers, "idle", "kib_per_session"), "{:.0f}")]),
        ("Echo", "echo", [Panel("Echo over TLS, p50 in microseconds", bars(suite, peers, "echo", "p50_us"), "{:.1f}")]),
    ]
    written = []
    for title, name, panels in charts:
        panels = [panel for panel in panels if panel.bars]
        if panels:
            file_name = f"{options.name}-{name}.svg"
            (folder / file_name).write_text(document(panels))
            written.append((title, file_name))
    return written
