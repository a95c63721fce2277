"""The Bot API's published schema, and what in a value disagrees with it."""

from dvorik.sandbox.schema.check import api_version, faults_of_call, faults_of_value, required_of

__all__ = ["api_version", "faults_of_call", "faults_of_value", "required_of"]
