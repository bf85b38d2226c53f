"""The demonstration's material: what is invented, as a typed document."""

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class InventedAgency(Part):
    key: str
    name: str
    kind: str
    locality: str = ""


class Player(Part):
    """A role with the five people who play it, one a board in the order of the boards."""

    role: str
    names: tuple[str, str, str, str, str]
    group: int = 0
    agency: str | None = None


class InventedMeans(Part):
    """What is done about a recommendation whose findings bear one of the themes."""

    themes: tuple[str, ...]
    title: str
    difference: str
    how: str
    progress: str
    assurance: str
    good: str
    bad: str


class InventedFinding(Part):
    """A finding, the recommendation from it if there is one, and where its thread is to stand."""

    kind: str
    statement: str
    evidence: str
    themes: tuple[str, ...]
    recommendation: str = ""
    to: str


class InventedSource(Part):
    """A source of the family, under whatever kind of it the board's framework has first."""

    family: str
    title: str
    summary: str
    voice: str
    started_on: date
    completed_on: date
    themes: tuple[str, ...]
    findings: tuple[InventedFinding, ...]


class Cascade(Part):
    who: str
    what: str


class Restricted(Part):
    title: str
    summary: str


class Invented(Part):
    agencies: tuple[InventedAgency, ...]
    cast: tuple[Player, ...]
    means: tuple[InventedMeans, ...]
    briefing: str
    cascade: Cascade
    sources: tuple[InventedSource, ...]
    restricted: Restricted

    def means_for(self, themes: set[str]) -> InventedMeans:
        """The first that fits the themes; the last fits any."""
        return next((means for means in self.means if themes & set(means.themes)), self.means[-1])


def invented() -> Invented:
    return Invented.model_validate(yaml.safe_load((HERE / "invented.yaml").read_text("utf-8")))
