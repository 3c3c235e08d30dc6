"""What was measured: each figure with its target, printed as it comes."""

from dataclasses import dataclass


@dataclass
class Figure:
    """One measured figure with its target (None: told, not judged)."""

    what: str
    value: float
    unit: str
    target: float | None = None
    more_is_better: bool = False

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.more_is_better else self.value <= self.target


FIGURES: list[Figure] = []


def tell(what: str, value: float, unit: str, target: float | None = None, *, more_is_better: bool = False) -> None:
    figure = Figure(what, round(value, 2), unit, target, more_is_better)
    FIGURES.append(figure)
    mark = {None: " ", True: "✓", False: "✗"}[figure.met]
    aim = f"target {target:g}" if target is not None else ""
    print(f"{mark} {what:<72} {figure.value:>10.2f} {unit:<6} {aim}", flush=True)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
