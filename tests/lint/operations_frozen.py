"""A stable operation breaks no plugin that works today; what is stable is stored for each minor of the SDK."""

import handbook


def problems(_files):
    return handbook.module_of_interfaces("baseline").problems()
