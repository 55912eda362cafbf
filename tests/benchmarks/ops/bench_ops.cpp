// SPDX-License-Identifier: Apache-2.0
/// @file
/// `bench_ops [OP ...]`: the time of ops at about 2^20 elements beside the roof of this machine, as
/// JSON. The roof of an op is the larger of two times: that of moving its inputs and outputs once, at
/// the speed at which this process copies 4 MiB, and that of its arithmetic, at the speed of a MatMul.
/// Both are measured here, on the threads that ops use. `far` lists what is over 3x without a reason.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "engine/base/strings.h"
#include "engine/kernel/parallel.h"
#include "engine/runtime/session.h"
#include "tests/benchmarks/ops/op_rows.h"

namespace weft::bench {
namespace {

constexpr double kFar = 3;

template <class T>
T must(Result<T> result) {
    if (!result.ok()) {
        std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
        std::exit(1);
    }
    return *std::move(result);
}

/// Least microseconds of a call, over at least 15 calls and 60 ms.
template <class F>
double leastMicros(const F& call) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::milliseconds(60);
    double least = 1e12;
    for (int i = 0; i < 15 || Clock::now() < end; ++i) {
        const auto begin = Clock::now();
        call();
        least = std::min(least,
                         std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    }
    return least;
}

Tensor sourceTensor(const Source& source, std::uint64_t seed) {
    const Shape shape = must(makeShape(source.sizes));
    Tensor tensor = must(Tensor::allocate(DType::Double, shape));
    std::uint64_t state = seed;
    std::size_t i = 0;
    for (double& value : tensor.mutableValues<double>()) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const double unit = static_cast<double>(state >> 40U) / 16777216.0;
        value = !source.values.empty()   ? static_cast<double>(source.values[i++])
                : source.below > 0       ? std::floor(unit * static_cast<double>(source.below))
                : isInteger(source.type) ? 1 + std::floor(unit * 100)
                                         : 0.5 + unit;
    }
    return tensor;
}

/// The row's op in a session of its own.
class Subject {
public:
    explicit Subject(const Row& row) {
        Graph graph;
        NodeSpec spec{.name = "op", .op = row.op, .attrs = row.attrs};
        for (const Source& source : row.inputs) {
            const std::string name = concat("in", spec.inputs.size());
            const Tensor value = converted(source, spec.inputs.size() + 1);
            m_bytes += static_cast<double>(value.bytes());
            m_largest = std::max(m_largest, value.elements());
            if (!source.values.empty()) {
                const auto stored = StoredTensorPtr(StoredTensor::fromTensor(value));
                spec.inputs.push_back(
                    {must(graph.add({.name = name,
                                     .op = "Const",
                                     .attrs = {{"dtype", value.dtype()}, {"value", stored}}})),
                     0});
                continue;
            }
            m_request.feeds.emplace_back(name + ":0", value);
            m_feeds.push_back(value);
            spec.inputs.push_back(
                {must(graph.add({.name = name,
                                 .op = "Placeholder",
                                 .attrs = {{"dtype", value.dtype()},
                                           {"shape", PartialShape(value.shape())}}})),
                 0});
        }
        const NodeId node = must(graph.add(std::move(spec)));
        for (std::size_t k = 0; k < graph.node(node).outputs.size(); ++k) {
            m_request.fetches.push_back(concat("op:", k));
        }
        m_session = must(Session::create(std::move(graph)));
        for (const Tensor& output : must(m_session->run(m_request))) {
            m_bytes += static_cast<double>(output.bytes());
            m_largest = std::max(m_largest, output.elements());
        }
        // What is fetched is copied out, which is not the op's work.
        m_request.fetches.clear();
        m_request.targets = {"op"};
    }

    double micros() {
        const Callable call = must(m_session->makeCallable(m_request));
        std::vector<Tensor> fetches;
        return leastMicros([&] {
            if (!call.run(m_feeds, fetches).ok()) { std::exit(1); }
        });
    }
    double bytes() const { return m_bytes; }
    std::int64_t largest() const { return m_largest; }

private:
    /// Drawn in double, brought to the dtype by a Cast.
    static Tensor converted(const Source& source, std::uint64_t seed) {
        const Tensor drawn = sourceTensor(source, seed);
        if (source.type == DType::Double) { return drawn; }
        Graph graph;
        const NodeId in = must(
            graph.add({.name = "x", .op = "Placeholder", .attrs = {{"dtype", DType::Double}}}));
        must(graph.add(
            {.name = "y", .op = "Cast", .inputs = {{in, 0}}, .attrs = {{"DstT", source.type}}}));
        const auto session = must(Session::create(std::move(graph)));
        return must(session->run({{{"x:0", drawn}}, {"y:0"}, {}})).front();
    }

    RunRequest m_request;
    std::vector<Tensor> m_feeds;
    std::unique_ptr<Session> m_session;
    double m_bytes = 0;
    std::int64_t m_largest = 0;
};

/// Bytes a microsecond, read and written together, of a copy of 4 MiB on the compute team.
double copySpeed() {
    constexpr std::int64_t kBytes = 4 << 20;
    std::vector<std::byte> from(kBytes);
    std::vector<std::byte> to(kBytes);
    const double micros = leastMicros([&] {
        parallelFor(kBytes, 0.1, [&](std::int64_t begin, std::int64_t end) {
            std::memcpy(to.data() + begin, from.data() + begin,
                        static_cast<std::size_t>(end - begin));
        });
    });
    return 2 * static_cast<double>(kBytes) / micros;
}

/// Operations a microsecond of a large matrix product.
double arithmeticSpeed() {
    const Source matrix{DType::Float, {1024, 1024}};
    Subject subject({.op = "MatMul", .inputs = {matrix, matrix}});
    return 2.0 * 1024 * 1024 * 1024 / subject.micros();
}

bool isWanted(const Row& row, int argc, char** argv) {
    return argc == 1 ||
           std::any_of(argv + 1, argv + argc, [&](const char* name) { return row.op == name; });
}

int run(int argc, char** argv) {
    const double copied = copySpeed();
    const double computed = arithmeticSpeed();
    std::printf("{\"threads\": %d, \"copy_gb_s\": %.1f, \"gflop_s\": %.1f, \"ops\": [",
                computeThreads(), copied / 1e3, computed / 1e3);
    std::vector<std::string> far;
    const char* comma = "";
    for (const auto& rows : {elementwiseRows(), movingRows(), computingRows()}) {
        for (const Row& row : rows) {
            if (!isWanted(row, argc, argv)) { continue; }
            Subject subject(row);
            const double micros = subject.micros();
            const auto work = static_cast<double>(row.work > 0 ? row.work : subject.largest());
            const double roof =
                std::max(subject.bytes() / copied, work * row.operations / computed);
            const std::string name = row.label.empty() ? row.op : concat(row.op, " ", row.label);
            std::printf(
                "%s\n  {\"op\": \"%s\", \"us\": %.1f, \"roof_us\": %.1f, \"ratio\": %.2f%s}", comma,
                name.c_str(), micros, roof, micros / roof,
                row.note.empty() ? "" : concat(", \"note\": \"", row.note, "\"").c_str());
            comma = ",";
            if (micros > kFar * roof && row.note.empty()) { far.push_back('"' + name + '"'); }
        }
    }
    std::printf("],\n\"far\": [%s]}\n", join(far, ", ").c_str());
    return 0;
}

}  // namespace
}  // namespace weft::bench

int main(int argc, char** argv) { return weft::bench::run(argc, argv); }
