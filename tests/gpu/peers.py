#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PyTorch steps on one GPU: eager, torch.compile, and a hand-captured CUDA graph.

peers.py MODELS_DIR WORK_DIR SECONDS -> one JSON line per model, batch and mode.
Two clocks: "fetch" reads the loss on the host after every step, "free" synchronises only at the end.
"""
import json, os, sys, time
import numpy as np, torch
sys.path.insert(0, sys.argv[1])
import torch_models
work, seconds = sys.argv[2], float(sys.argv[3])
dev = "cuda" if torch.cuda.is_available() else "cpu"
sync = torch.cuda.synchronize if dev == "cuda" else (lambda: None)
kinds = {"mlp": torch_models.Mlp, "cnn": torch_models.Cnn, "lstm": torch_models.Lstm}

def clock(step, fetch):
    for _ in range(20): step()
    sync(); best = 0.0
    for _ in range(3):
        n, t = 0, time.perf_counter()
        while time.perf_counter() - t < seconds / 3:
            for _ in range(10):
                loss = step()
                if fetch: float(loss)
            n += 10
        sync(); best = max(best, n / (time.perf_counter() - t))
    return best

def build(name, x, t, mode):
    torch.manual_seed(1); model = kinds[name]().to(dev)
    opt = torch.optim.Adam(model.parameters(), 1e-3, fused=dev == "cuda", capturable=dev == "cuda" and mode == "graph")
    net = torch.compile(model) if mode == "compile" else model
    def step():
        opt.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(net(x), t); loss.backward()
        if name == "lstm": torch.nn.utils.clip_grad_value_(model.parameters(), 1.0)
        opt.step(); return loss.detach()
    if mode != "graph": return step
    side = torch.cuda.Stream(); side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(5): step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph): loss = step()
    def replay(): graph.replay(); return loss
    return replay

# compiled last: it is the slowest to start, and a cut run should lose only that
for mode in ("eager", "graph", "compile") if dev == "cuda" else ("eager",):
    for tf32 in (False, True):
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
        for name in kinds:
            for batch in ((32,) if name == "lstm" else (64, 1024)):
                rng = np.random.default_rng(0); shape = (batch, 20, 64) if name == "lstm" else (batch, 784)
                x = torch.tensor(rng.random(shape, dtype=np.float32), device=dev); t = torch.tensor(rng.integers(0, 10, batch), device=dev)
                row = dict(engine="torch." + mode, model=name, batch=batch, tf32=tf32)
                try:
                    step = build(name, x, t, mode)
                    row.update(fetch=clock(step, True), free=clock(step, False))
                except Exception as e:
                    row.update(error=str(e)[:200])
                print(json.dumps(row), flush=True)
