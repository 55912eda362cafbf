#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records small trainings whose gradients TensorFlow clips: a conformance.Suite for `weft conformance`.

    protoc --python_out=/tmp --proto_path=engine/proto conformance.proto
    PYTHONPATH=/tmp tests/conformance/record_clipping.py OUT.pb

A model has an embedding (whose gradient goes by rows, some of them twice), a matrix, a vector and a scalar. Each form of clipping trains it by
several optimizers, as references and as resources; recorded is the loss before each step, and the variables after all. The engine under test
builds the training itself, and for one optimizer also runs TensorFlow's nodes. Each limit is passed in some steps and kept in others. Needs
TensorFlow 2.21; tests need only the file.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np
import tensorflow as tf

import conformance_pb2

tf1 = tf.compat.v1
STEPS = 8
OPTIMIZERS = {
    "GradientDescentOptimizer": (tf1.train.GradientDescentOptimizer, {"learning_rate": 0.25}),
    "MomentumOptimizer": (tf1.train.MomentumOptimizer, {"learning_rate": 0.125, "momentum": 0.5}),
    "AdamOptimizer": (tf1.train.AdamOptimizer, {"learning_rate": 0.25, "beta1": 0.75}),
    "AdagradOptimizer": (tf1.train.AdagradOptimizer, {"learning_rate": 0.5}),
}
LIMITS = {"value": 0.125, "norm": 0.375, "global_norm": 0.75}


def model(is_resource, dtype):
    """The loss, and what is fed for a step."""
    numbers = np.random.RandomState(7)

    def variable(name, *shape):
        return tf1.get_variable(name, initializer=numbers.uniform(-1, 1, shape).astype(dtype), use_resource=is_resource)

    ids = tf1.placeholder(tf.int32, [None], "ids")
    wanted = tf1.placeholder(dtype, [None, 3], "wanted")
    hidden = tf.tanh(tf.gather(variable("embedding", 5, 4), ids) @ variable("kernel", 4, 3) + variable("bias", 3))
    loss = tf.reduce_mean(tf.square(hidden * variable("gain") - wanted), name="loss") * 3
    return tf.identity(loss, "total"), lambda: {ids: numbers.randint(0, 5, 6), wanted: numbers.uniform(-1, 1, (6, 3))}


def clipped(form, pairs, limit):
    gradients = [gradient for gradient, _ in pairs]
    if form == "value":
        gradients = [tf.clip_by_value(gradient, -limit, limit) for gradient in gradients]
    elif form == "norm":
        gradients = [tf.clip_by_norm(gradient, limit) for gradient in gradients]
    else:
        gradients, _ = tf.clip_by_global_norm(gradients, limit)
    return list(zip(gradients, [variable for _, variable in pairs]))


def reaches(form, gradients, limit):
    """Whether something is longer than the limit."""
    values = [getattr(g, "values", g) for g in gradients]  # of an embedding by rows
    norms = [np.linalg.norm(value) for value in values]
    return {"value": max(np.abs(v).max() for v in values), "norm": max(norms), "global_norm": np.linalg.norm(norms)}[form] > limit


def proto(value):
    return tf.make_tensor_proto(value).SerializeToString()


def record(name, form, optimizer, is_resource, dtype, by_nodes):
    tf1.reset_default_graph()
    loss, feeds_of_step = model(is_resource, dtype)
    forward = tf1.get_default_graph().as_graph_def()
    trained = tf1.trainable_variables()
    initializers = [variable.initializer.name for variable in trained]
    make, hyper = OPTIMIZERS[optimizer]
    made = make(**hyper)
    pairs = made.compute_gradients(loss)
    train = made.apply_gradients(clipped(form, pairs, LIMITS[form]))
    own = [variable.initializer.name for variable in tf1.global_variables()[len(trained):]]

    case = conformance_pb2.Case(name=name)
    case.graph_def = (tf1.get_default_graph().as_graph_def() if by_nodes else forward).SerializeToString()
    if not by_nodes:
        case.minimize.add(optimizer=optimizer, hyper=hyper, loss=loss.name, variables=[v.op.name for v in trained],
                          slot_init="@init/0", clip_by=form, clip_limit=LIMITS[form])
    case.steps.add(targets=initializers + (own if by_nodes else ["@init/0"]))
    rtol = 1e-5 if dtype == np.float32 else 1e-7  # the rate is a float32 in both
    long = []
    with tf1.Session() as session:
        session.run(initializers + own)
        for _ in range(STEPS):
            feeds = feeds_of_step()
            loss_now, gradients = session.run([loss, [gradient for gradient, _ in pairs]], feeds)
            session.run(train, feeds)
            long.append(reaches(form, gradients, LIMITS[form]))
            look = case.steps.add(fetches=[loss.name], expected=[proto(loss_now)], rtol=rtol, atol=rtol / 10)
            step = case.steps.add(targets=[train.name if by_nodes else "@train/0"])
            for placeholder, value in feeds.items():
                value = proto(value.astype(placeholder.dtype.as_numpy_dtype))
                look.feeds.add(name=placeholder.name, tensor=value)
                step.feeds.add(name=placeholder.name, tensor=value)
        reads = [variable.op.name + ("/Read/ReadVariableOp:0" if is_resource else "/read:0") for variable in trained]
        case.steps.add(fetches=reads, expected=[proto(value) for value in session.run(reads)], rtol=rtol, atol=rtol / 10)
    assert any(long), name
    return case, all(long)


def main():
    tf1.disable_eager_execution()
    suite = conformance_pb2.Suite(name="clipping")
    always = {form: True for form in LIMITS}
    for form in LIMITS:
        for is_resource in (False, True):
            for optimizer in OPTIMIZERS:
                for by_nodes in (False, True):
                    if by_nodes and optimizer != "MomentumOptimizer":
                        continue
                    dtype = np.float64 if optimizer == "AdagradOptimizer" else np.float32
                    name = "clipping/%s/%s/%s%s" % (form, optimizer, "resource" if is_resource else "ref", "/nodes" if by_nodes else "")
                    case, is_always = record(name, form, optimizer, is_resource, dtype, by_nodes)
                    always[form] = always[form] and is_always
                    suite.cases.append(case)
    assert not any(always.values()), always
    with open(sys.argv[1], "wb") as file:
        file.write(suite.SerializeToString())
    print("%d cases, %d bytes" % (len(suite.cases), suite.ByteSize()))


if __name__ == "__main__":
    main()
