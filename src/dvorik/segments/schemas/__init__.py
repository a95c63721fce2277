"""What callers send and receive, by noun. `Rule` is what other features put into their inputs."""

from dvorik.segments.schemas.trees import AllOf, AnyOf, Condition, InSegment, Node, Not, Rule

__all__ = ["AllOf", "AnyOf", "Condition", "InSegment", "Node", "Not", "Rule"]
