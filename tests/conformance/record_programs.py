#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records random programs with what TensorFlow makes of them: a conformance.Suite for `weft conformance`.

    protoc --python_out=/tmp --proto_path=engine/proto conformance.proto
    PYTHONPATH=/tmp tests/conformance/record_programs.py FIRST LAST [--most BYTES] OUT.pb

A program of a seed has loops, branches, folds, scans, functions and TensorArrays inside each other, as frames (control flow v1) or as
functions (v2), reads some variables and counts in others. Recorded are its values, the variables after it, and gradients: those of
TensorFlow's own nodes, those that the engine under test is asked to build, or both. Nothing of a program depends on the order in which
ops run that no edge orders. Needs TensorFlow 2.21; tests need only the file.
"""
import argparse
import os
import random

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np
import tensorflow as tf
from tensorflow.python.framework import function

import conformance_pb2

tf1 = tf.compat.v1
ELEMENTWISE = [
    tf.tanh, tf.sigmoid, tf.negative, tf.sin, tf.abs, tf.nn.relu, tf.identity,
    lambda x: tf.square(x) * 0.5,
    lambda x: tf.exp(tf.tanh(x)) * 0.3,
    lambda x: tf.cast(tf.cast(x * 4, tf.int32), tf.float32) * 0.25,
    lambda x: tf.reshape(x, tf.shape(x)),
    lambda x: tf.reduce_sum(x, -1, keepdims=True) * 0.3 if x.shape.rank else x,
    tf.reduce_mean,
    lambda x: tf.stop_gradient(x) * 0.5,
    lambda x: x * tf.cast(tf.size(x), tf.float32) * 0.1,
    lambda x: tf.where(x > 0, x, x * 0.2),
    lambda x: tf.cumsum(tf.reshape(x, [-1]))[0] * 0.7,
    lambda x: tf.gather(x, [0, 0]) if x.shape.rank else x,
]
BINARY = [
    tf.add, tf.subtract, tf.multiply, tf.maximum, tf.minimum,
    lambda x, y: x / (1 + y * y),
    lambda x, y: tf.where(x > y, x, y * 0.5),
]


class Program:
    """Expressions of float32 tensors, drawn by a seed."""

    def __init__(self, seed, depth=0):
        self.random = random.Random(seed)
        self.numbers = np.random.RandomState(seed)
        self.depth = depth
        self.feeds = {}
        self.weights = []  # read
        self.counters = []  # added to

    def array(self):
        return self.numbers.uniform(-1, 1, self.random.choice([(), (3,), (2, 3), (3, 3), (1, 3), (2, 1)])).astype(np.float32)

    def leaf(self):
        value = self.array()
        if self.random.random() < 0.4:
            return tf.constant(value)
        placeholder = tf1.placeholder(tf.float32, value.shape if self.random.random() < 0.6 else None)
        self.feeds[placeholder] = value
        return placeholder

    def fit(self, value, like):
        """Something of value in the shape of like, small enough for loops."""
        return tf.tanh(like * 0.5 + tf.reduce_mean(value))

    def binary(self, x, y):
        try:
            if x.shape.rank is None or y.shape.rank is None:
                raise ValueError
            tf.broadcast_static_shape(x.shape, y.shape)
        except ValueError:
            y = tf.reduce_mean(y)
        return self.random.choice(BINARY)(x, y)

    def expression(self, values, most):
        values = list(values)
        for _ in range(self.random.randint(1, most)):
            kind = self.random.random()
            if self.depth < 2 and kind < 0.18:
                made = self.inside(self.loop, values)
            elif self.depth < 3 and kind < 0.36:
                made = self.inside(self.branch, values)
            elif self.depth < 2 and kind < 0.41:
                made = self.inside(self.call, values)
            elif kind < 0.7:
                made = self.random.choice(ELEMENTWISE)(self.random.choice(values))
            else:
                made = self.binary(self.random.choice(values), self.random.choice(values))
            values.append(made)
        return values[-1]

    def inside(self, make, values):
        self.depth += 1
        try:
            return make(values)
        finally:
            self.depth -= 1

    def counting(self, results, step):
        """The results, after a variable has been added to; or as they are."""
        if not self.counters or self.random.random() < 0.8:
            return results
        counter = self.random.choice(self.counters)
        with tf.control_dependencies([counter.assign_add(tf.fill(counter.shape, step))]):
            return [tf.identity(result) for result in results]

    def branch(self, values):
        condition = tf.reduce_sum(self.random.choice(values)) > self.random.choice([-0.5, 0.03, 0.2])
        like = self.random.choice(values)
        count = self.random.choice([1, 1, 2])

        def side():
            made = [self.expression(values, 2) if self.random.random() < 0.7 else self.random.choice(values) for _ in range(count)]
            return self.counting([self.fit(value, like) for value in made], 0.25)

        results = tf1.cond(condition, side, side)
        results = results if isinstance(results, (list, tuple)) else [results]
        return tf.add_n(list(results))

    def loop(self, values):
        initial = [self.random.choice(values) for _ in range(self.random.choice([1, 1, 2]))]
        count = self.random.choice([0, 1, 2, 3, 4])
        limit = tf.constant(count)
        if self.random.random() < 0.4:
            limit = tf.minimum(tf.cast(tf.abs(tf.reduce_sum(self.random.choice(values))) * 3, tf.int32), 4)
        variables = [tf.constant(0)] + initial
        shapes = [tf.TensorShape([])] + [value.shape for value in initial]
        grows = self.random.random() < 0.2
        if grows:
            variables.append(tf.reshape(self.random.choice(values), [-1])[:1])
            shapes.append(tf.TensorShape([None]))
        keeps = self.random.random() < 0.35
        if keeps:
            variables.append(tf.TensorArray(tf.float32, 5, clear_after_read=False, element_shape=()))
            shapes.append(tf.TensorShape(None))

        def body(i, *now):
            seen = list(now[:len(initial)]) + values + [tf.cast(i, tf.float32) * 0.3]
            made = []
            for value in now[:len(initial)]:
                next_value = self.fit(self.expression(seen, 2), value)
                made.append(next_value if value.shape.rank is None else tf.ensure_shape(next_value, value.shape))
            rest = list(now[len(initial):])
            if grows:
                made.append(tf.concat([rest.pop(0), tf.reshape(made[0], [-1])[:1] * 0.5], 0))
            if keeps:
                array = rest.pop(0).write(i, tf.reduce_mean(made[0]))
                made.append(array)
                if self.random.random() < 0.5:
                    made[0] = made[0] + array.read(i) * 0.5
            made[:1] = self.counting(made[:1], 0.125)
            return [i + 1] + made

        options = {}
        if self.random.random() < 0.2:
            options["maximum_iterations"] = self.random.choice([0, 2, tf.constant(3)])
        results = tf1.while_loop(lambda i, *now: i < limit, body, variables, shape_invariants=shapes,
                                 parallel_iterations=self.random.choice([1, 2, 10]), **options)
        out = results[1]
        if len(initial) > 1:
            out = self.binary(out, results[2])
        if grows:
            out = out + tf.reduce_sum(results[1 + len(initial)]) * 0.3
        if keeps:
            out = out + tf.reduce_sum(results[-1].gather(tf.range(tf.minimum(results[0], 5)))) * 0.2
        return out

    def call(self, values):
        rows = tf.reshape(self.random.choice(values), [-1])
        rows = tf.concat([rows, rows * 0.5], 0)
        kind = self.random.choice(["map", "foldl", "foldr", "scan", "function", "defun", "case", "switch"])
        start = tf.constant(0.1)

        def folded(total, row, most):
            return tf.tanh(total * 0.5 + tf.reduce_mean(self.expression(values + [row, total], most)))

        if kind == "map":
            return tf.reduce_sum(tf.map_fn(lambda row: tf.reduce_mean(self.expression(values + [row], 2)), rows)) * 0.2
        if kind in ("foldl", "foldr"):
            return getattr(tf, kind)(lambda total, row: folded(total, row, 2), rows, initializer=start)
        if kind == "scan":
            return tf.reduce_sum(tf.scan(lambda total, row: folded(total, row, 1), rows, initializer=start,
                                         reverse=self.random.random() < 0.5)) * 0.2
        if kind == "function":
            traced = tf.function(lambda x, y: self.expression([x, y], 2))
            other = self.random.choice(values)
            once = tf.reduce_mean(traced(rows, other))
            return once + tf.reduce_mean(traced(rows * 0.3, other)) if self.random.random() < 0.5 else once
        if kind == "defun":
            own = Program(self.random.randrange(10**6), depth=5)
            name = "program_%d" % self.random.randrange(10**9)
            legacy = function.Defun(tf.float32, tf.float32, func_name=name)(lambda x, y: own.expression([x, y], 2))
            return tf.reduce_mean(legacy(rows, self.random.choice(values)))
        sides = [lambda: tf.reduce_mean(self.expression(values, 1)) for _ in range(3)]
        total = tf.reduce_sum(rows)
        if kind == "case":
            return tf1.case([(total > 0.5, sides[0]), (total > 0.03, sides[1])], default=sides[2], exclusive=False)
        return tf.switch_case(tf.cast(total * 2, tf.int32), sides)


def proto(value):
    return tf.make_tensor_proto(value).SerializeToString()


def variable(program, name, is_resource):
    return tf1.get_variable(name, initializer=program.array(), use_resource=is_resource)


def values_without_gradients(graph_def, feeds, initializers, fetches, ends):
    """TensorFlow changes branches and loops that it differentiates, and with them which of their effects happen."""
    with tf.Graph().as_default():
        tf.import_graph_def(graph_def, name="")
        with tf1.Session() as session:
            if initializers:
                session.run(initializers)
            return session.run(fetches, feeds), session.run(ends)


def record(seed):
    """One case, of a program and its gradients."""
    choose = random.Random(seed)
    graph = tf.Graph()
    with graph.as_default():
        is_v2 = choose.random() < 0.5
        (tf1.enable_control_flow_v2 if is_v2 else tf1.disable_control_flow_v2)()
        program = Program(seed)
        program.counters = [variable(program, "counter%d" % i, is_v2 or choose.random() < 0.5) for i in range(choose.choice([0, 1, 2]))]
        program.weights = [variable(program, "weight%d" % i, is_v2 or choose.random() < 0.5) for i in range(choose.choice([0, 1, 2]))]
        values = [program.leaf() for _ in range(choose.choice([1, 2, 3]))]
        # A variable itself is read where it is used: in loops, branches and functions.
        values += [weight if choose.random() < 0.6 else weight.read_value() for weight in program.weights]
        y = program.expression(values, 5)
        z = tf.identity(program.expression(values + [y], 2), "z")
        y = tf.identity(y, "y")
        ends = [tf.identity(counter.read_value(), "end%d" % i).name for i, counter in enumerate(program.counters)]
        plain = graph.as_graph_def()
        gradients = [None if g is None else tf.convert_to_tensor(g) for g in tf.gradients([y, z], values)]
        xs = [value.op.name + ":0" if hasattr(value, "initializer") else value.name for value in values]
        live = [gradient for gradient in gradients if gradient is not None]
        mode = choose.choice(["own", "recorded", "both"])
        initializers = [v.initializer.name for v in program.counters + program.weights]
        results = ["y:0", "z:0"]
        with tf1.Session() as session:
            if initializers:
                session.run(initializers)
            expected = session.run(results + live, program.feeds)
            counted = session.run(ends)
        if mode == "own":
            feeds = {placeholder.name: value for placeholder, value in program.feeds.items()}
            expected[:2], counted = values_without_gradients(plain, feeds, initializers, results, ends)

    case = conformance_pb2.Case(name="programs/%s/%d" % ("v2" if is_v2 else "v1", seed))
    case.graph_def = (plain if mode == "own" else graph.as_graph_def()).SerializeToString()
    if initializers:
        case.steps.add(targets=initializers)
    step = case.steps.add(rtol=2e-4, atol=2e-5, fetches=results, expected=[proto(v) for v in expected[:2]])
    for placeholder, value in program.feeds.items():
        step.feeds.add(name=placeholder.name, tensor=proto(value))
    if mode != "recorded":
        case.gradients.add(ys=[y.name, z.name], xs=xs,
                           unconnected=[i for i, gradient in enumerate(gradients) if gradient is None])
    given = iter(expected[2:])
    for i, gradient in enumerate(gradients):
        if gradient is None:
            continue
        value = proto(next(given))
        names = ([gradient.name] if mode != "own" else []) + (["@grad/0/%d" % i] if mode != "recorded" else [])
        for name in names:
            step.fetches.append(name)
            step.expected.append(value)
    if ends:  # in a step of its own: what is counted inside a branch is ordered with nothing behind it
        case.steps.add(rtol=1e-6, fetches=ends, expected=[proto(value) for value in counted])
    return case


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("out")
    parser.add_argument("--most", type=int, default=1 << 20, help="bytes of a case; larger ones are left out")
    options = parser.parse_args()
    tf1.disable_eager_execution()
    suite = conformance_pb2.Suite(name="programs")
    for seed in range(options.first, options.last):
        try:
            case = record(seed)
        except (TypeError, ValueError, LookupError, AttributeError, NotImplementedError, tf.errors.OpError) as error:
            print("left out: seed %d: %s" % (seed, str(error).split("\n")[0][:120]))  # TensorFlow refuses it
            continue
        if case.ByteSize() <= options.most:
            suite.cases.append(case)
    with open(options.out, "wb") as file:
        file.write(suite.SerializeToString())
    print("%d cases, %d bytes" % (len(suite.cases), suite.ByteSize()))


if __name__ == "__main__":
    main()
