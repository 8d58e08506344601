"""What the choice of a technician weighs: minutes a thing is worth, speeds by zone, and its few rules."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.domain.errors import BadInput

_PLACE = "dispatch settings"
_BUSY = ("warn", "block")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """As it ships; a store keeps what differs. Minutes unless said otherwise."""

    travel: float = 1.0
    """For each minute of travel to the call."""
    wait: float = 0.5
    """For each minute before he can set out: his shift, and what he does first."""
    late: float = 3.0
    """For each minute he is there after the due instant, times the factor of the priority."""
    makes_late: float = 3.0
    """For each minute by which a call he carries comes late, or later, times the factor of its priority."""
    load: float = 12.0
    """For each open job he carries."""
    part: float = 60.0
    """Where none of the parts that the fault may need is in the van; less where some are."""
    known_site: float = 10.0
    """Taken off for who has worked on the terminal before; below 0: somebody else is wanted."""
    factor_p1: float = 8.0
    factor_p2: float = 4.0
    factor_p3: float = 2.0
    factor_p4: float = 1.0
    road: float = 1.3
    """How much longer the road is than the straight line."""
    speed_a: float = 22.0
    """Kilometres an hour in zone A, a metropolis; the zone is the one he travels to."""
    speed_b: float = 28.0
    speed_c: float = 40.0
    speed_d: float = 50.0
    unknown_way: float = 60.0
    """The travel to or from a place that is not known."""
    shift_ahead: float = 16.0
    """Hours in which his next shift has to begin for a call to be his."""
    certified: tuple[str, ...] = ()
    """Models, kinds of device and services that only who has a certificate may take."""
    busy_slot: str = "warn"
    """Whether a visit may be moved onto a time that is taken: `warn` asks for a reason, `block` refuses."""

    def factor(self, priority: str) -> float:
        """What a minute late of this priority counts; 1 where there is none that is known."""
        return {
            "P1": self.factor_p1, "P2": self.factor_p2, "P3": self.factor_p3, "P4": self.factor_p4,
        }.get(priority, 1.0)  # fmt: skip

    def speed(self, zone: str) -> float:
        """Kilometres an hour towards a place of this zone; in an unknown one as in a town."""
        return {"A": self.speed_a, "B": self.speed_b, "D": self.speed_d}.get(zone, self.speed_c)


SHIPPED = Weights()
NUMBERS = tuple(each.name for each in fields(Weights) if each.name not in {"certified", "busy_slot"})
_LIMITS: Mapping[str, tuple[float, float]] = {
    "known_site": (-1000, 1000),
    "road": (1, 5),
    **{f"speed_{zone}": (1, 200) for zone in "abcd"},
    "shift_ahead": (0, 336),
}


def limits(name: str) -> tuple[float, float]:
    """The least and the most that a number may be."""
    return _LIMITS.get(name, (0, 1000))


def read_weights(kept: Mapping[str, str]) -> Weights:
    """The weights with these values by name; BadInput at the first that is wrong."""
    values: dict[str, Any] = {}
    for name, value in kept.items():
        if name in NUMBERS:
            values[name] = _number(name, value)
        elif name == "certified":
            values[name] = codes(value)
        elif name != "busy_slot":
            known = ", ".join((*NUMBERS, "certified", "busy_slot"))
            raise BadInput(_PLACE, f"unknown key {name!r}", f"one of {known}", column=name)
        elif value in _BUSY:
            values[name] = value
        else:
            raise BadInput(_PLACE, repr(value), " or ".join(_BUSY), column=name)
    return Weights(**values)


def kept_of(weights: Weights) -> dict[str, str]:
    """What a store keeps of them: the values that are not as they ship, as text by name."""
    shipped = asdict(SHIPPED)
    texts = {name: value for name, value in asdict(weights).items() if value != shipped[name]}
    return {
        name: ", ".join(value) if isinstance(value, tuple) else str(value) for name, value in texts.items()
    }


def codes(text: str) -> tuple[str, ...]:
    """Codes with commas between them, each once and in the order in which they stand."""
    words = text.replace("،", ",").replace(";", ",").split(",")
    return tuple(dict.fromkeys(word.strip().upper() for word in words if word.strip()))


def _number(name: str, text: str) -> float:
    least, most = limits(name)
    try:
        number = float(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise BadInput(_PLACE, repr(text), f"a number from {least:g} to {most:g}", column=name)
    return number
