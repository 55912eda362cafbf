// SPDX-License-Identifier: Apache-2.0
/// @file
/// The recorded suites with something wrong in each case: a fed or constant tensor of another
/// shape or with other numbers, an attribute changed, an input from elsewhere. What comes is an
/// answer or a status, never a crash; values are not compared.

#include <QTest>
#include <map>

#include "engine/base/strings.h"
#include "engine/graph/graph_io.h"
#include "engine/proto/graph.pb.h"
#include "engine/tensor/tensor_proto.h"
#include "tests/engine/ops/hostile/hostile_values.h"
#include "tests/engine/ops/hostile/recorded_cases.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Mutations of each case.
constexpr int kMutations = 12;
constexpr std::chrono::seconds kLong{20};

/// Another tensor of the dtype, near the given one.
Tensor changed(Dice& dice, const Tensor& tensor) {
    std::vector<std::int64_t> sizes(tensor.shape().dims().begin(), tensor.shape().dims().end());
    switch (dice.below(6)) {
        case 0:
            return hostileTensor(dice, tensor.dtype(), hostileShape(dice), 3);
        case 1:
            if (!sizes.empty()) { sizes[dice.below(sizes.size())] = 0; }
            break;
        case 2:
            if (!sizes.empty()) { sizes[dice.below(sizes.size())] += 1; }
            break;
        case 3:
            if (!sizes.empty()) { sizes.pop_back(); }
            break;
        case 4:
            sizes.push_back(1);
            break;
        default:
            break;  // other numbers only
    }
    const Result<Shape> shape = makeShape(sizes);
    return shape.ok() ? hostileTensor(dice, tensor.dtype(), *shape, dice.below(8)) : tensor;
}

void changeList(Dice& dice, tensorflow::AttrValue::ListValue& list) {
    if (list.i_size() == 0) { return; }
    const int at = static_cast<int>(dice.below(static_cast<std::size_t>(list.i_size())));
    switch (dice.below(3)) {
        case 0:
            list.set_i(at, hostileInt(dice));
            break;
        case 1:
            list.mutable_i()->RemoveLast();
            break;
        default:
            list.add_i(1);
            break;
    }
}

void changeAttr(Dice& dice, tensorflow::NodeDef& node) {
    if (node.attr().empty()) { return; }
    std::map<std::string, tensorflow::AttrValue*> attrs;  // in one order, unlike the message's
    for (auto& [name, value] : *node.mutable_attr()) { attrs[name] = &value; }
    auto chosen = attrs.begin();
    std::advance(chosen, static_cast<std::ptrdiff_t>(dice.below(attrs.size())));
    tensorflow::AttrValue& value = *chosen->second;
    switch (value.value_case()) {
        case tensorflow::AttrValue::kI:
            value.set_i(hostileInt(dice));
            break;
        case tensorflow::AttrValue::kF:
            value.set_f(static_cast<float>(hostileReal(dice)));
            break;
        case tensorflow::AttrValue::kB:
            value.set_b(!value.b());
            break;
        case tensorflow::AttrValue::kS:
            value.set_s(dice.once(2) ? "" : "?");
            break;
        case tensorflow::AttrValue::kList:
            changeList(dice, *value.mutable_list());
            break;
        case tensorflow::AttrValue::kType:
            value.set_type(static_cast<tensorflow::DataType>(1 + dice.below(23)));
            break;
        case tensorflow::AttrValue::kTensor: {
            const Result<Tensor> tensor = tensorFromProto(value.tensor());
            if (tensor.ok()) { tensorToProto(changed(dice, *tensor), *value.mutable_tensor()); }
            break;
        }
        default:
            break;
    }
}

/// Placeholders take any shape, so that the run must see what does not fit.
void forgetShapes(tensorflow::GraphDef& graph) {
    for (tensorflow::NodeDef& node : *graph.mutable_node()) {
        if (node.op() != "Placeholder") { continue; }
        node.mutable_attr()->erase("_output_shapes");
        (*node.mutable_attr())["shape"].mutable_shape()->Clear();
        (*node.mutable_attr())["shape"].mutable_shape()->set_unknown_rank(true);
    }
}

/// Constants are changed twice as often as all else.
void changeGraph(Dice& dice, tensorflow::GraphDef& graph) {
    if (graph.node().empty()) { return; }
    const auto any = [&]() -> tensorflow::NodeDef& {
        return *graph.mutable_node(
            static_cast<int>(dice.below(static_cast<std::size_t>(graph.node_size()))));
    };
    tensorflow::NodeDef& node = any();
    const bool movesInput = node.input_size() > 0 && dice.once(8);
    if (movesInput) {
        node.set_input(static_cast<int>(dice.below(static_cast<std::size_t>(node.input_size()))),
                       any().name());
    } else {
        changeAttr(dice, node);
    }
}

/// One mutation, imported and run. @return the worst status.
Status runMutation(const conformance::Case& recorded, std::uint64_t seed) {
    Dice dice(seed);
    tensorflow::GraphDef def;
    if (!def.ParseFromString(recorded.graph_def())) { return okStatus(); }
    std::vector<RunRequest> requests = requestsOf(recorded);
    if (dice.once(2)) { forgetShapes(def); }
    const bool changesFeed = dice.once(2) && !requests.empty() && !requests[0].feeds.empty();
    if (changesFeed) {
        for (RunRequest& request : requests) {
            if (request.feeds.empty()) { continue; }
            Tensor& value = request.feeds[dice.below(request.feeds.size())].second;
            value = changed(dice, value);
        }
    } else {
        changeGraph(dice, def);
    }
    Graph graph = WEFT_TRY(importGraph(def));
    const std::unique_ptr<Session> session = WEFT_TRY(Session::create(std::move(graph)));
    Status worst = okStatus();
    for (const RunRequest& request : requests) {
        const Status status =
            session->run(request, {.timeout = std::chrono::milliseconds(2000)}).status();
        if (worst.ok()) { worst = status; }
        if (codeName(status.code()) == "INTERNAL") { worst = status; }
    }
    return worst;
}

}  // namespace

class TstMutatedSuites : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { limitMemory(); }
    void answersOrFails_data();
    void answersOrFails();
    void cleanupTestCase() {
        qInfo("%d mutations answered, %d refused", m_answered, m_refused);
        QVERIFY(m_refused > 100);
    }

private:
    int m_answered = 0;
    int m_refused = 0;
};

void TstMutatedSuites::answersOrFails_data() {
    QTest::addColumn<QString>("suite");
    for (const char* suite : {"math", "array", "nn", "train", "random", "errors"}) {
        QTest::newRow(suite) << QString(suite);
    }
}

void TstMutatedSuites::answersOrFails() {
    QFETCH(QString, suite);
    const conformance::Suite& recorded = recordedSuite(suite.toStdString());
    QVERIFY(recorded.cases_size() > 0);
    std::uint64_t seed = 0;
    for (const conformance::Case& one : recorded.cases()) {
        for (int i = 0; i < kMutations; ++i) {
            ++seed;
            const auto begin = std::chrono::steady_clock::now();
            const Status status = runMutation(one, seed);
            const std::string text = concat(one.name(), ", mutation ", i, ": ", status.ToString());
            QVERIFY2(std::chrono::steady_clock::now() - begin < kLong, text.c_str());
            const std::string code = codeName(status.code());
            QVERIFY2(code != "INTERNAL" && code != "UNKNOWN", text.c_str());
            (status.ok() ? m_answered : m_refused) += 1;
        }
    }
}

namespace {
const Registered<TstMutatedSuites> registered;
}  // namespace

}  // namespace weft::test

#include "tst_mutated_suites.moc"
