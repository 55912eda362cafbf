// SPDX-License-Identifier: Apache-2.0
/// @file
/// `bench_expand`: how long it takes from an edit to new shapes, as JSON. Each round gives the
/// placeholder of a drawing another shape, which moves all shapes behind it: the edit is made,
/// applied and expanded forward; then the backward stage is timed on its own.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "engine/compose/expansion.h"

namespace weft {
namespace {

constexpr int kRounds = 60;

/// Processor time of this thread: one thread does all of it, and the cores may be shared.
double millisNow() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

template <class T>
T must(Result<T> result) {
    if (!result.ok()) {
        std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
        std::exit(1);
    }
    return *std::move(result);
}

struct Times {
    std::vector<double> values;
    double at(double quantile) {
        std::sort(values.begin(), values.end());
        return values[static_cast<std::size_t>(quantile * static_cast<double>(values.size() - 1))];
    }
};

/// A drawing, and the item whose change moves every shape behind it.
struct Subject {
    const char* name;
    Document document;
    ItemId edited;
};

class Sketch {
public:
    Sketch() : m_edit(m_base) {}
    ItemId add(const std::string& name,
               std::variant<OpItem, GroupItem, RecipeItem, DataItem, NoteItem> what) {
        Item item;
        item.name = name;
        item.what = std::move(what);
        return m_edit.put(std::move(item));
    }
    void wire(ItemId from, const char* output, ItemId to, const char* input) {
        m_edit.put(Wire{{}, {from, output}, {to, input}});
    }
    Document finish() {
        const Status applied = m_base.apply(must(m_edit.finish()));
        if (!applied.ok()) { std::exit(1); }
        return m_base;
    }

private:
    Document m_base;
    Edit m_edit;
};

OpItem placeholder(const PartialShape& shape) {
    return {"Placeholder", {{"dtype", DType::Float}, {"shape", shape}}, {}, {}};
}

/// x -> Sin -> Sin -> ...: as many nodes as items.
Subject chain(const char* name, int nodes) {
    Sketch s;
    const ItemId x = s.add("x", placeholder({-1, 8}));
    ItemId last = x;
    const char* output = "output";
    for (int i = 1; i < nodes; ++i) {
        const ItemId next = s.add(concat("n", i), OpItem{"Sin", {}, {}, {}});
        s.wire(last, output, next, "x");
        last = next;
        output = "y";
    }
    return {name, s.finish(), x};
}

/// A deep network of recipes: 17 nodes a layer before the backward stage.
Subject network(const char* name, int layers) {
    Sketch s;
    const ItemId x = s.add("x", placeholder({-1, 32}));
    const ItemId labels = s.add(
        "labels",
        OpItem{"Placeholder", {{"dtype", DType::Int64}, {"shape", PartialShape{-1}}}, {}, {}});
    ItemId last = x;
    const char* output = "output";
    for (int i = 0; i < layers; ++i) {
        const ItemId layer = s.add(
            concat("layer", i),
            RecipeItem{
                "Dense", {{"units", std::int64_t{32}}, {"activation", std::string("relu")}}, {}});
        s.wire(last, output, layer, "x");
        last = layer;
        output = "y";
    }
    const ItemId loss = s.add("loss", RecipeItem{"SoftmaxLoss", {}, {}});
    const ItemId adam = s.add("Adam", RecipeItem{"Adam", {}, {}});
    s.wire(last, "y", loss, "logits");
    s.wire(labels, "output", loss, "labels");
    s.wire(loss, "loss", adam, "loss");
    return {name, s.finish(), x};
}

/// Gives the placeholder another number of columns.
void edit(Document& document, ItemId id, std::int64_t columns) {
    Edit edit(document);
    Item item = *document.item(id);
    std::get<OpItem>(item.what).attrs.set("shape", PartialShape{-1, columns});
    edit.put(std::move(item));
    const Status applied = document.apply(must(edit.finish()));
    if (!applied.ok()) { std::exit(1); }
}

void measure(Subject subject, bool last) {
    Times edits;
    Times forward;
    Times backward;
    std::size_t nodes = 0;
    std::size_t all = 0;
    for (int round = 0; round < kRounds; ++round) {
        const double start = millisNow();
        edit(subject.document, subject.edited, 8 + round % 7);
        edits.values.push_back(millisNow() - start);
        Expansion expansion = expandForward(subject.document);
        forward.values.push_back(millisNow() - start);
        nodes = expansion.graph.size();
        const double late = millisNow();
        expandBackward(subject.document, expansion);
        backward.values.push_back(millisNow() - late);
        all = expansion.graph.size();
    }
    std::printf(
        "  {\"name\": \"%s\", \"nodes\": %zu, \"nodes_with_backward\": %zu, "
        "\"edit_p50_ms\": %.2f, \"to_shapes_p50_ms\": %.2f, \"to_shapes_p95_ms\": %.2f, "
        "\"backward_p95_ms\": %.2f}%s\n",
        subject.name, nodes, all, edits.at(0.5), forward.at(0.5), forward.at(0.95),
        backward.at(0.95), last ? "" : ",");
}

}  // namespace
}  // namespace weft

int main() {
    std::printf("[\n");
    weft::measure(weft::chain("chain of 1,000 ops", 1000), false);
    weft::measure(weft::network("64 dense layers", 64), false);
    weft::measure(weft::chain("chain of 10,000 ops", 10'000), true);
    std::printf("]\n");
}
