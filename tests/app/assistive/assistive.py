#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a screen reader gets from the studio, over AT-SPI: the canvas is read, a node deleted, undone
and trained with nothing but names and actions. Called by run_assistive, with a file open."""
import sys
import time

import pyatspi

WAIT_S = 60  # generous: tests share their machine


def children(node):
    for i in range(node.childCount):
        child = node.getChildAtIndex(i)
        if child is not None:
            yield child


def find(node, wanted, depth=0):
    """The first below a node that is wanted, or None."""
    if node is None or depth > 20:
        return None
    if wanted(node):
        return node
    for child in children(node):
        found = find(child, wanted, depth + 1)
        if found is not None:
            return found
    return None


def until(ask, what):
    """Asks again and again; what is drawn anew may go while it is asked for."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        try:
            answer = ask()
        except Exception:  # an object that is gone
            answer = None
        if answer:
            return answer
        time.sleep(0.2)
    sys.exit(f"assistive: got none in {WAIT_S} s, want {what}")


def act(node, name):
    actions = node.queryAction()
    names = [actions.getName(i) for i in range(actions.nActions)]
    if name not in names:
        sys.exit(f"assistive: '{node.name}' has the actions {names}, want {name}")
    actions.doAction(names.index(name))


def main():
    desktop = pyatspi.Registry.getDesktop(0)
    studio = until(lambda: next((a for a in children(desktop) if "weft" in a.name), None), "weft")
    until(lambda: find(studio, lambda n: n.name.startswith("neuron")), "the window of neuron")
    canvas = until(lambda: find(studio, lambda n: n.name == "Graph canvas"), "the canvas")

    def names():
        return [child.name for child in children(canvas)]

    def named(start):
        return next((c for c in children(canvas) if c.name.startswith(start)), None)

    def button(start):
        return find(studio, lambda n: n.getRole() == pyatspi.ROLE_PUSH_BUTTON
                    and n.name.startswith(start))

    until(lambda: named("Square loss, output float32 []"), "the node loss with its dtype and shape")
    until(lambda: named("wire from error to loss x, float32 []"), "the wire into loss")
    before = len(names())

    # A wire is taken away, which the canvas and the problems tell, and comes back.
    act(named("wire from error to loss"), "Delete")
    until(lambda: named("wire from error to loss") is None, "no wire into loss")
    until(lambda: "needs a wire" in named("Square loss").name, "loss telling that it needs a wire")
    act(until(lambda: find(studio, lambda n: n.name.startswith("Undo")), "Undo"), "Press")
    until(lambda: named("wire from error to loss"), "the wire back")
    if len(names()) != before:
        sys.exit(f"assistive: got {len(names())} things on the canvas, want {before}")

    # It trains by the button that says so, and what is loss in the end is said.
    act(until(lambda: button("Train"), "the button Train"), "Press")
    until(lambda: find(studio, lambda n: n.name.startswith("Step 100 of 100")), "100 steps")
    until(lambda: "last value" in named("Square loss").name, "the last value of loss")
    print("assistive: read, edited, undone and trained by names and actions alone")


main()
