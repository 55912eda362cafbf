// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Graphs that others made, fed by dropping files and trained by F5: the losses are those that
/// TensorFlow recorded.

#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include "engine/compose/foreign/gradient_age.h"
#include "tests/support/test_main.h"
#include "tests/ui/adopting/zoo.h"
#include "ui/commands/foreign/guesses.h"
#include "ui/panels/adopt_bar.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/problems_panel.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {
namespace {

constexpr int kTrainMs = 60'000;

/// Drops the files on the canvas, one after the other.
bool dropAll(StudioFixture& studio, const QStringList& files) {
    qsizetype sources = 0;
    for (const QString& path : files) {
        emit studio.window->canvas().fileDropped(path, QPointF(-400, 120.0 * double(sources)));
        ++sources;
        const bool there = QTest::qWaitFor(
            [&] {
                qsizetype found = 0;
                for (const Item* item : studio.window->drawing()->document().all<Item>()) {
                    found += item->as<DataItem>() != nullptr ? 1 : 0;
                }
                return found == sources && studio.window->drawing()->upToDate();
            },
            20'000);
        if (!there) { return false; }
    }
    return true;
}

/// All rows, in the recorded order, and what the recording ran besides.
Status asRecorded(Edit& edit, const ZooModel& model) {
    const ItemId train = edit.document().rows().front()->id;
    WEFT_TRY(changeRow(edit, train, [](RunRow& row) { row.split.clear(); }));
    Settings once = edit.document().settings();
    once.epochs = 1;
    edit.put(std::move(once));
    const auto also = std::ranges::find_if(
        model.steps, [](const ZooModel::Step& step) { return !step.also.empty(); });
    if (also == model.steps.end()) { return okStatus(); }
    RunRow row = *edit.document().rows().front();
    row.id = {};
    row.order += 1;
    row.name = "also";
    row.fetches.clear();
    row.targets = {edit.document().itemNamed(also->also.front())->id};
    row.every = also - model.steps.begin() + 1;
    edit.put(std::move(row));
    return okStatus();
}

std::string lossName(const StudioFixture& studio) {
    const Document& document = studio.window->drawing()->document();
    return document.pathOf(document.rows().front()->fetches.front().item);
}

/// F5, then the recorded loss of each step. What is not so fails the test at hand.
void trainsAsRecorded(StudioFixture& studio, const ZooModel& model) {
    QTest::keyClick(studio.window.get(), Qt::Key_F5);
    const QString curve = "train/" + QString::fromStdString(lossName(studio));
    QTRY_VERIFY_WITH_TIMEOUT(
        studio.curve(curve).size() == model.steps.size() || studio.state() == RunState::Failed,
        kTrainMs);
    QVERIFY(studio.waitForState(RunState::Idle));
    const std::vector<double> losses = studio.curve(curve);
    QCOMPARE(losses.size(), model.steps.size());
    for (std::size_t i = 0; i < losses.size(); ++i) {
        const double want = model.steps[i].loss;
        QVERIFY2(std::abs(losses[i] - want) <= model.rtol * std::max(std::abs(want), 1e-3),
                 qPrintable(QString("step %1: got %2, want %3").arg(i).arg(losses[i]).arg(want)));
    }
}

}  // namespace

class TstAdoptedTraining : public QObject {
    Q_OBJECT

private slots:
    void withoutDataTheProblemIsSaid() {
        StudioFixture studio;
        const ZooModel model = ZooModel::read("softmax_regression");
        QVERIFY(studio.open(studio.file("g.pb", QByteArray::fromStdString(model.graphBytes))));
        QTRY_VERIFY(!studio.window->problems().problems().empty());
        QVERIFY(studio.window->problems().problems().front().text.contains("x"));
        QVERIFY(!studio.window->problems().problems().front().repairs.empty());
    }

    void f5WithoutDataOffersToChooseIt() {
        StudioFixture studio;
        const ZooModel model = ZooModel::read("softmax_regression");
        QVERIFY(studio.open(studio.file("g.pb", QByteArray::fromStdString(model.graphBytes))));
        QTest::keyClick(studio.window.get(), Qt::Key_F5);
        QTRY_COMPARE(studio.state(), RunState::Failed);
        auto* offer = studio.window->errorBar().findChild<QPushButton*>("offer");
        QTRY_VERIFY(offer->isVisible());
        QVERIFY(offer->text().startsWith("Choose data"));
    }

    void filesBesideTheGraphFeedItInOneClick() {
        StudioFixture studio;
        const ZooModel model = ZooModel::read("softmax_regression");
        const QString path = studio.file("graph.pb", QByteArray::fromStdString(model.graphBytes));
        const QStringList feeds = model.writeFeeds(studio.folder(), 1);
        QVERIFY(studio.open(path));
        const int fedAt = static_cast<int>(ForeignGuess::What::Feeds);
        QTRY_VERIFY(studio.window->adoptBar().chip(fedAt) != nullptr);
        QAction* use = studio.window->adoptBar().chip(fedAt)->menu()->actions().front();
        QVERIFY2(use->text().startsWith("Use x.npy, y.npy"), qPrintable(use->text()));
        use->trigger();
        const Drawing& drawing = *studio.window->drawing();
        QTRY_COMPARE(drawing.current()->expansion.bindings.size(), std::size_t{2});
        // Its data is passed over as often as in a graph that was drawn here.
        QVERIFY(drawing.document().settings().epochs > 1);
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QVERIFY(studio.curve("train/loss").size() > 25);
        QVERIFY(studio.curve("train/loss").back() < 0.5 * studio.curve("train/loss").front());
    }

    void theBarAsksTheWindowForNoWidth() {
        StudioFixture studio;
        const ZooModel model = ZooModel::read("lenet");
        QVERIFY(studio.open(studio.file("g.pb", QByteArray::fromStdString(model.graphBytes))));
        AdoptBar& bar = studio.window->adoptBar();
        QTRY_VERIFY(bar.isVisible());
        studio.window->resize(1024, 700);
        QTRY_VERIFY(studio.window->findChild<QWidget*>("inspector")->width() >= 280);
        for (int key = 0; key < 5; ++key) {
            const QToolButton* chip = bar.chip(key);
            if (chip == nullptr) { continue; }
            QTRY_VERIFY(bar.rect().contains(chip->geometry()));
        }
    }

    void f5TrainsWithTheRecordedLosses_data() {
        QTest::addColumn<int>("unused");
        for (const char* name : zooNames()) { QTest::newRow(name) << 0; }
    }
    void f5TrainsWithTheRecordedLosses() {
        const ZooModel model = ZooModel::read(QTest::currentDataTag());
        StudioFixture studio;
        const QString path = studio.file("graph.pb", QByteArray::fromStdString(model.graphBytes));
        const QStringList feeds = model.writeFeeds(studio.folder(), 1);
        QVERIFY(studio.open(path));
        QVERIFY(dropAll(studio, feeds));
        // Wired by their names, with no question.
        QCOMPARE(studio.window->drawing()->current()->expansion.bindings.size(),
                 static_cast<std::size_t>(feeds.size()));
        QVERIFY(StudioFixture::noDialog());
        QVERIFY(studio.window->edits()
                    .edit("as recorded", [&](Edit& e) { return asRecorded(e, model); })
                    .ok());
        QTRY_VERIFY(studio.window->drawing()->upToDate());
        trainsAsRecorded(studio, model);
    }

    void staleGradientsAreRepairedWithTheSameLosses_data() {
        QTest::addColumn<QString>("changed");
        QTest::newRow("softmax_regression") << "Softmax";
        QTest::newRow("autoencoder") << "dec2/Sigmoid";
        QTest::newRow("vae") << "dec/LeakyRelu";
        QTest::newRow("gru_while") << "out/BiasAdd";
        QTest::newRow("word2vec") << "mul";
        QTest::newRow("polynomial_regression") << "loss";
        QTest::newRow("siamese") << "tower/l2/MatMul";
        QTest::newRow("lenet") << "loss";
        QTest::newRow("resnet_tiny") << "Relu";             // its learning rate is computed
        QTest::newRow("char_rnn_unrolled") << "BiasAdd_1";  // clips by the global norm
        QTest::newRow("q_learning") << "online/q/MatMul";   // clips by norm
    }
    void staleGradientsAreRepairedWithTheSameLosses() {
        QFETCH(const QString, changed);
        const ZooModel model = ZooModel::read(QTest::currentDataTag());
        StudioFixture studio;
        const QString path = studio.file("graph.pb", QByteArray::fromStdString(model.graphBytes));
        const QStringList feeds = model.writeFeeds(studio.folder(), 1);
        QVERIFY(studio.open(path));
        QVERIFY(dropAll(studio, feeds));
        const Drawing& drawing = *studio.window->drawing();
        // An Identity before the node: another graph that computes the same.
        const auto insert = [&](Edit& e) -> Status {
            const Item* node = e.document().itemNamed(changed.toStdString());
            const std::string first = inputPorts(e.document(), *node).front().port;
            const PortRef to{node->id, first};
            for (const Wire* wire : e.document().all<Wire>()) {
                if (wire->to != to) { continue; }
                const PortRef from = wire->from;
                const ItemId made = WEFT_TRY(addEntry(e, "Identity", node->parent, {0, 400}));
                WEFT_TRY(e.connect(from, {made, "input"}).status());
                WEFT_TRY(e.connect({made, "output"}, to).status());
                break;
            }
            return asRecorded(e, model);
        };
        QVERIFY(!staleGradients(drawing.document()));
        QVERIFY(studio.window->edits().edit("insert", insert).ok());
        QTRY_VERIFY(!problemsWith(studio, "optimizer").isEmpty());
        // The button of the first problem.
        QVERIFY(studio.window->openDock("problems"));
        QPushButton* button = studio.window->problems().findChild<QPushButton*>("optimizer");
        QVERIFY(button != nullptr);
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(problemsWith(studio, "optimizer").isEmpty());
        QTRY_VERIFY(drawing.upToDate());
        QVERIFY(!drawing.current()->expansion.hasErrors());
        trainsAsRecorded(studio, model);
        if (QTest::currentTestFailed()) { return; }
        // One step of the history each.
        studio.window->actions().undo->trigger();
        QTRY_VERIFY(staleGradients(drawing.document()).has_value());
    }

private:
    static QStringList problemsWith(const StudioFixture& studio, const QString& repair) {
        QStringList found;
        for (const ProblemRow& row : studio.window->problems().problems()) {
            for (const ProblemRepair& each : row.repairs) {
                if (each.id == repair) { found.append(row.text); }
            }
        }
        return found;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstAdoptedTraining> registered;
}

#include "tst_adopted_training.moc"
