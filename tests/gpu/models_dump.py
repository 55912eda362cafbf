# SPDX-License-Identifier: Apache-2.0
"""models_dump.py BENCH_DIR OUT: dumps graphs, feeds and TensorFlow's CPU loss after 20 steps, for the race on the card."""
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
sys.path.insert(0, sys.argv[1])
import numpy as np, models, tensorflow as tf
out = sys.argv[2]; os.makedirs(out, exist_ok=True); losses = {}
for name in ("mlp", "cnn", "lstm", "while_lstm"):
    graph, spec = models.build(name)
    open(f"{out}/{name}.pb", "wb").write(graph.as_graph_def().SerializeToString())
    for batch in ((32,) if "lstm" in name else (64, 1024)):
        rng = np.random.default_rng(0); tag = f"{name}_{batch}"
        feeds = {"x": rng.random([batch] + list(spec["x"][1][1:]), dtype=np.float32), "t": rng.integers(0, 10, batch).astype(np.int32)}
        for k, v in feeds.items():
            open(f"{out}/{tag}.{k}.tensor", "wb").write(tf.make_tensor_proto(v).SerializeToString())
        if tag != "cnn_1024":
            with models.tf1.Session(graph=graph) as s:
                s.run("init"); feed = {k + ":0": v for k, v in feeds.items()}
                for _ in range(20): s.run("train", feed)
                losses[tag] = float(np.mean(s.run("loss:0", feed)))
json.dump(losses, open(f"{out}/losses.json", "w"), indent=1); print(losses)
