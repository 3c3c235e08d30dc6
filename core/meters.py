"""What this process counts about itself, for the operator: how often, how long, how many. Never about a person.

Numbers in memory, written in the text format that Prometheus reads. An observation costs about a microsecond and
loads nothing: the command line passes through here at every start.
"""

import os
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

MOST_SERIES = 400
"""Series one meter may have. Labels are names in the code, so that this is never reached; a mistake stays small."""
OTHER = "other"
QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds of durations in seconds."""

Labels = tuple[str, ...]
_meters: dict[str, "Meter"] = {}


class Meter:
    """A name, what it means, and which labels tell its series apart."""

    kind = ""

    def __init__(self, name: str, help_: str, labels: Sequence[str] = ()) -> None:
        self.name, self.help, self.labels = name, help_, tuple(labels)
        self._lock = threading.Lock()
        _meters[name] = self

    def lines(self) -> Iterator[str]:
        """Every series in Prometheus' words."""
        raise NotImplementedError

    def _said(self, values: Labels, **more: str) -> str:
        pairs = [*zip(self.labels, values, strict=True), *more.items()]
        return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in pairs) + "}" if pairs else ""


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


class Counter(Meter):
    """Something that only ever grows."""

    kind = "counter"

    def __init__(self, name: str, help_: str, labels: Sequence[str] = ()) -> None:
        super().__init__(name, help_, labels)
        self._counts: dict[Labels, int] = {} if labels else {(): 0}

    def add(self, *labels: str, amount: int = 1) -> None:
        """Count."""
        with self._lock:
            if labels not in self._counts and len(self._counts) >= MOST_SERIES:
                labels = (OTHER,) * len(self.labels)
            self._counts[labels] = self._counts.get(labels, 0) + amount

    def counts(self) -> dict[Labels, int]:
        """The present numbers by their labels."""
        with self._lock:
            return dict(self._counts)

    def lines(self) -> Iterator[str]:
        for labels, count in sorted(self.counts().items()):
            yield f"{self.name}{self._said(labels)} {count}"


class Gauge(Meter):
    """Something that goes up and down, read when somebody asks. What cannot be read is left out."""

    kind = "gauge"

    def __init__(self, name: str, help_: str, read: Callable[[], float | None]) -> None:
        super().__init__(name, help_)
        self.read = read

    def lines(self) -> Iterator[str]:
        value = self.read()
        if value is not None:
            yield f"{self.name} {value:.12g}"


class Histogram(Meter):
    """How long something takes: counts below bounds, so that a reader can tell any percentile."""

    kind = "histogram"

    def __init__(self, name: str, help_: str, labels: Sequence[str] = (), bounds: Sequence[float] = QUICK) -> None:
        super().__init__(name, help_, labels)
        self.bounds = tuple(bounds)
        self._series: dict[Labels, tuple[list[int], list[float]]] = {}

    def observe(self, seconds: float, *labels: str) -> None:
        """Take one duration in."""
        slot = bisect_left(self.bounds, seconds)
        with self._lock:
            series = self._series.get(labels)
            if series is None:
                if len(self._series) >= MOST_SERIES:
                    labels = (OTHER,) * len(self.labels)
                series = self._series.setdefault(labels, ([0] * (len(self.bounds) + 1), [0.0]))
            series[0][slot] += 1
            series[1][0] += seconds

    def series(self) -> dict[Labels, tuple[tuple[int, ...], float]]:
        """By labels: how many fell between the bounds (the last: above all), and the sum of seconds."""
        with self._lock:
            return {labels: (tuple(counts), total[0]) for labels, (counts, total) in self._series.items()}

    def lines(self) -> Iterator[str]:
        for labels, (counts, total) in sorted(self.series().items()):
            below = 0
            for bound, count in zip(self.bounds, counts, strict=False):
                below += count
                yield f"{self.name}_bucket{self._said(labels, le=f'{bound:g}')} {below}"
            yield f"{self.name}_bucket{self._said(labels, le='+Inf')} {sum(counts)}"
            yield f"{self.name}_sum{self._said(labels)} {total:.6f}"
            yield f"{self.name}_count{self._said(labels)} {sum(counts)}"


def percentile(bounds: Sequence[float], counts: Sequence[int], share: float) -> float | None:
    """The duration below which `share` of the observations lie, read off a straight line between two bounds.

    None without observations; above the last bound that bound, for more is not known.
    """
    total = sum(counts)
    if not total:
        return None
    rank, below = share * total, 0
    for index, count in enumerate(counts):
        if below + count >= rank and count:
            if index == len(bounds):
                break
            lower = bounds[index - 1] if index else 0.0
            return lower + (bounds[index] - lower) * max(rank - below, 0.0) / count
        below += count
    return bounds[-1]


def exposed() -> str:
    """Every meter as Prometheus reads it (text format 0.0.4)."""
    out = []
    for name in sorted(_meters):
        meter = _meters[name]
        lines = list(meter.lines())
        if lines:
            out += [f"# HELP {name} {meter.help}", f"# TYPE {name} {meter.kind}", *lines]
    return "\n".join(out) + "\n"


def name_of(function: Callable[..., object]) -> str:
    """What a deed or a question is called in labels and in the log: its room and its name, inspection.sheets:submit."""
    module, name = getattr(function, "__module__", "") or "", getattr(function, "__qualname__", type(function).__qualname__)
    room = module.removeprefix("core.").removesuffix(".actions").removesuffix(".queries")
    return f"{room}:{name.rpartition('.')[2]}"


DEEDS = Counter("cockpit_deeds_total", "Deeds by name and how they ended: done, refused, unreachable, failed", ("deed", "outcome"))
REFUSALS = Counter("cockpit_refusals_total", "Refused deeds and questions by the class of the refusal", ("refusal",))
DEED_SECONDS = Histogram("cockpit_deed_seconds", "Seconds from the call of a deed to its being durable, retries included", ("room",))
QUESTION_SECONDS = Histogram("cockpit_question_seconds", "Seconds a question takes", ("room",))
WRITER_WAIT = Histogram("cockpit_writer_wait_seconds", "Seconds a writer waits for its turn (SQLite lets one in at a time)")
PAGE_SECONDS = Histogram("cockpit_page_seconds", "Seconds a page runs, from the click to its last element", ("page",))
PAGE_RUNS = Counter("cockpit_page_runs_total", "Runs of pages and how they ended: done, failed", ("page", "outcome"))
KEPT_ANSWERS = Counter("cockpit_kept_answers_total", "Answers of the desk found in memory (hit) or asked anew (miss)", ("outcome",))


def _memory() -> float | None:
    """Resident bytes; Linux only."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return float(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return None


Gauge("process_resident_memory_bytes", "Memory of this process that is not swapped out", _memory)
Gauge("cockpit_processor_seconds", "Processor time that this process has used", time.process_time)
