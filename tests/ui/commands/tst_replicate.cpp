// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/groups/replicate.h"

#include <QTest>
#include <cmath>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"
#include "ui/commands/groups/share_weights.h"

namespace weft::ui::test {
namespace {

const std::vector<std::string> kTwo{"/device:CPU:0", "/device:CPU:1"};
constexpr int kFeatures = 6;

/// x -> Dense -> loss against labels -> Momentum, with the accuracy beside.
struct Model {
    CommandFixture f;
    ItemId x = f.add("Placeholder");
    ItemId labels = f.add("Placeholder");
    ItemId hidden = f.add("Dense", {200, 0});
    ItemId scores = f.add("Dense", {400, 0});
    ItemId loss = f.add("SoftmaxLoss", {600, 0});
    ItemId accuracy = f.add("Accuracy", {600, 200});
    ItemId optimizer = f.add("Momentum", {800, 0});

    Model() {
        set(x, "shape", PartialShape{-1, kFeatures});
        set(labels, "shape", PartialShape{-1});
        set(labels, "dtype", DType::Int64);
        set(hidden, "activation", std::string("tanh"));
        set(hidden, "units", std::int64_t{5});
        set(scores, "units", std::int64_t{3});
        wire({x, "output"}, {hidden, "x"});
        wire({hidden, "y"}, {scores, "x"});
        wire({scores, "y"}, {loss, "logits"});
        wire({labels, "output"}, {loss, "labels"});
        wire({scores, "y"}, {accuracy, "logits"});
        wire({labels, "output"}, {accuracy, "labels"});
        wire({loss, "loss"}, {optimizer, "loss"});
    }
    void set(ItemId id, const char* name, AttrValue value) {
        const Status status = f.set(id, name, std::move(value));
        if (!status.ok()) { qFatal("%s", status.ToString().c_str()); }
    }
    void wire(const PortRef& from, const PortRef& to) {
        const Status status = f.connect(from, to);
        if (!status.ok()) { qFatal("%s", status.ToString().c_str()); }
    }
    QSet<quint64> all() const {
        return {x.value,    labels.value,   hidden.value,   scores.value,
                loss.value, accuracy.value, optimizer.value};
    }
    Status replicateOver(const std::vector<std::string>& devices, const QSet<quint64>& ids) {
        const auto document = f.expanded();
        return f.edit([&](Edit& e) { return replicate(e, *document, ids, devices).status(); });
    }
    /// What the wire into an item's socket brings.
    std::string tensorInto(ItemId item, const std::string& port) const {
        const auto document = f.expanded();
        for (const Wire* wire : f.document.all<Wire>()) {
            if (wire->to != PortRef{item, port}) { continue; }
            const auto tensor = document->expansion.tensorAt(wire->from);
            return tensor ? document->graph().nameOf(*tensor) : std::string();
        }
        return {};
    }
};

/// Loss before each of some steps, over batches of these sizes.
std::vector<float> losses(const Model& model, const std::vector<int>& batches) {
    const Expansion e = expandDocument(model.f.document);
    for (const Finding& finding : e.findings) {
        if (finding.severity == Finding::Severity::Error) { qWarning("%s", finding.text.c_str()); }
    }
    const auto node = [&](ItemId item) {
        const auto made = e.operations.find(item);
        return made == e.operations.end() ? std::string() : e.graph.node(made->second).name;
    };
    auto session =
        Session::create(e.graph, {.cpuDevices = model.f.document.settings().cpuDevices, .seed = 7});
    if (!session.ok()) {
        qWarning("%s", session.status().ToString().c_str());
        return {};
    }
    const auto run = [&](const RunRequest& request) {
        auto values = (*session)->run(request);
        if (!values.ok()) { qWarning("%s", values.status().ToString().c_str()); }
        return values.ok() ? *std::move(values) : std::vector<Tensor>();
    };
    (void)run({.feeds = {}, .fetches = {}, .targets = {"init"}});
    std::vector<float> found;
    unsigned state = 1;
    for (const int rows : batches) {
        std::vector<float> x;
        std::vector<std::int64_t> labels;
        for (int r = 0; r < rows; ++r) {
            for (int k = 0; k < kFeatures; ++k) {
                state = state * 1664525U + 1013904223U;
                x.push_back(static_cast<float>(state >> 16U) / 65536.0F - 0.5F);
            }
            labels.push_back(x[x.size() - kFeatures] > 0 ? 1 : 2);
        }
        const auto values = run(
            {.feeds = {{node(model.x) + ":0",
                        Tensor::ofValues<float>(Shape{rows, kFeatures}, std::span<const float>(x))},
                       {node(model.labels) + ":0",
                        Tensor::ofValues<std::int64_t>(Shape{rows},
                                                       std::span<const std::int64_t>(labels))}},
             .fetches = {model.tensorInto(model.optimizer, "loss")},
             .targets = {node(model.optimizer)}});
        if (values.empty()) { return found; }
        found.push_back(values.front().values<float>().front());
    }
    return found;
}

}  // namespace

/// Towers on several devices.
class TstReplicate : public QObject {
    Q_OBJECT

private slots:
    void whatCannotBeTowersIsRefused() {
        Model m;
        QVERIFY_FAILS(m.replicateOver({"/device:CPU:0"}, m.all()), "INVALID_ARGUMENT",
                      "got 1, want two or more");
        QVERIFY_FAILS(m.replicateOver({"/device:CPU:0", "nonsense"}, m.all()), "INVALID_ARGUMENT",
                      "nonsense");
        QVERIFY_FAILS(m.replicateOver(kTwo, {m.x.value, m.optimizer.value}), "INVALID_ARGUMENT",
                      "nothing is selected");
        // Nothing that comes in has rows.
        const ItemId lonely = m.f.add("Const");
        const ItemId negative = m.f.add("Neg");
        QVERIFY_OK(m.f.connect({lonely, "output"}, {negative, "x"}));
        QVERIFY_FAILS(m.replicateOver(kTwo, {negative.value}), "INVALID_ARGUMENT", "no batch");
        QVERIFY(m.f.document.itemNamed("tower_0") == nullptr);
    }

    void towersAreGroupsThatShare() {
        Model m;
        QVERIFY_OK(m.replicateOver(kTwo, m.all()));
        const Item* first = m.f.document.itemNamed("tower_0");
        const Item* second = m.f.document.itemNamed("tower_1");
        QVERIFY(first != nullptr && second != nullptr);
        QCOMPARE(second->shares, first->id);
        QVERIFY(m.f.document.itemNamed("split") != nullptr);
        QVERIFY(m.f.document.itemNamed("join") != nullptr);
        QCOMPARE(m.f.item(m.hidden).parent, first->id);
        QVERIFY(!m.f.item(m.x).parent.valid());
        QVERIFY(!m.f.item(m.optimizer).parent.valid());
        QCOMPARE(m.f.document.settings().cpuDevices, 2);
        const auto document = m.f.expanded();
        QVERIFY(!document->expansion.hasErrors());
        int variables = 0;
        for (const Node& node : document->graph().nodes()) {
            if (node.isOp("VariableV2") && node.name.find("/Momentum") == std::string::npos) {
                ++variables;
            }
            const bool there = node.name.starts_with("tower_1/");
            if (there) { QCOMPARE(node.device, kTwo[1]); }
        }
        QCOMPARE(variables, 4);
        // Another group of the same weights is offered; one in the other never.
        QVERIFY(sharableWith(*document, first->id).empty());
        Edit inside(m.f.document);
        QVERIFY_FAILS(shareWeights(inside, m.hidden, first->id), "INVALID_ARGUMENT", "one lies in");
        QVERIFY_OK(m.f.edit([&](Edit& e) { return ownWeights(e, second->id); }));
        const auto apart = m.f.expanded();
        QCOMPARE(sharableWith(*apart, second->id), (std::vector<ItemId>{first->id}));
    }

    void lossesAreTheSame_data() {
        QTest::addColumn<int>("towers");
        QTest::newRow("two") << 2;
        QTest::newRow("three") << 3;
    }
    void lossesAreTheSame() {
        QFETCH(int, towers);
        // Batches that do not divide, and one that leaves towers without a row.
        const std::vector<int> batches{12, 12, 7, 5, 12, 1, 8, 12};
        const std::vector<float> before = losses(Model(), batches);
        QCOMPARE(before.size(), batches.size());
        Model m;
        std::vector<std::string> devices;
        for (int k = 0; k < towers; ++k) { devices.push_back(concat("/device:CPU:", k)); }
        QVERIFY_OK(m.replicateOver(devices, m.all()));
        const std::vector<float> after = losses(m, batches);
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < before.size(); ++i) {
            QVERIFY2(std::abs(before[i] - after[i]) < 1e-5F,
                     qPrintable(QStringLiteral("step %1: %2, then %3")
                                    .arg(i)
                                    .arg(static_cast<double>(before[i]))
                                    .arg(static_cast<double>(after[i]))));
        }
        QVERIFY(before.back() < before.front());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstReplicate> registered;
}

#include "tst_replicate.moc"
