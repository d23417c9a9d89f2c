"""The limits of the law as they are kept: by region and kind, each with its versions and who uses them."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count

from snodo.domain.employers.states import Region
from snodo.domain.placements import access
from snodo.domain.placements.models import Internship, InternshipRule
from snodo.domain.placements.rules.library import NATIONAL
from snodo.kernel import clock
from snodo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Version:
    """One dated row, and how many internships hold by it."""

    rule: InternshipRule
    uses: int

    @property
    def ended(self) -> bool:
        return self.rule.valid_until is not None and self.rule.valid_until < clock.today()

    @property
    def coming(self) -> bool:
        return self.rule.valid_from > clock.today()


@dataclass(slots=True)
class RuleLine:
    """The versions of one region for one kind of internship, the newest first."""

    region: str
    kind: str
    versions: list[Version] = field(default_factory=list)

    @property
    def place(self) -> str:
        return region_label(self.region)

    @property
    def now(self) -> Version | None:
        """The version in force today."""
        return next((one for one in self.versions if not one.ended and not one.coming), None)

    @property
    def newest(self) -> Version:
        """The one a new version would follow."""
        return self.versions[0]

    @property
    def others(self) -> list[Version]:
        """Those gone by and those to come."""
        return [one for one in self.versions if one is not (self.now or self.newest)]


def region_label(region: str) -> str:
    """The region in words; the rules of the whole country stand where a region has none."""
    return "Tutta Italia" if region == NATIONAL else str(dict(Region.choices).get(region, region))


def rule_lines(actor: Actor) -> list[RuleLine]:
    """All the rules the actor may read: the country first, then the regions. Two statements."""
    uses = _uses()
    lines: dict[tuple[str, str], RuleLine] = {}
    for rule in access.rules_visible_to(actor).order_by("kind", "region", "-valid_from", "pk"):
        line = lines.setdefault((rule.kind, rule.region), RuleLine(rule.region, rule.kind))
        line.versions.append(Version(rule, uses.get(rule.pk, 0)))
    return sorted(lines.values(), key=lambda line: (line.kind, line.region != NATIONAL, line.place))


def _uses() -> dict[UUID, int]:
    """How many internships each version holds for. A count alone: whoever keeps the rules sees no person."""
    rows = Internship.objects.filter(rule__isnull=False).values("rule_id").annotate(many=Count("pk"))
    return {row["rule_id"]: row["many"] for row in rows.order_by()}
