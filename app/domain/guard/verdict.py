"""All checks over one pair; the verdict is as bad as its worst finding."""

from dataclasses import dataclass

from app.domain.guard.pair import Check, Finding, Level, Pair
from app.plugins import discover


@dataclass(frozen=True, slots=True)
class Verdict:
    findings: tuple[Finding, ...] = ()

    @property
    def red(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level is Level.RED)

    @property
    def is_red(self) -> bool:
        return bool(self.red)


def checks() -> dict[str, Check]:
    """Every check by its name."""
    found = [module.CHECK for module in discover("app.domain.guard.checks").values() if hasattr(module, "CHECK")]
    return {check.name: check for check in found}


def examine(pair: Pair) -> Verdict:
    """Ask every check; worst first, then by name."""
    found = [finding for check in checks().values() if (finding := check.look(pair)) is not None]
    order = (Level.RED, Level.AMBER, Level.GREEN)
    return Verdict(tuple(sorted(found, key=lambda finding: (order.index(finding.level), finding.check))))
