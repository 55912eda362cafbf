// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/run/run_sheet.h"

#include <QCheckBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"

namespace weft::ui::test {
namespace {

constexpr int kWaitMs = 20'000;

template <class T>
T* part(QWidget& widget, const char* name) {
    T* found = widget.findChild<T*>(QString::fromLatin1(name));
    if (found == nullptr) { qFatal("no %s", name); }
    return found;
}

QStringList rowsOf(const StudioFixture& studio) {
    QStringList names;
    for (const RunRow* row : studio.window->drawing()->document().rows()) {
        names.append(QString::fromStdString(row->name));
    }
    return names;
}

void click(QWidget* widget) { QTest::mouseClick(widget, Qt::LeftButton); }

/// A drawing whose rows are one's own.
void openMine(StudioFixture& studio) {
    QVERIFY(studio.open(examplePath("digits_softmax")));
    QVERIFY(studio.window->openDock("run"));
    RunSheet& sheet = studio.window->runSheet();
    auto* mine = part<QPushButton>(sheet, "rowsMine");
    if (mine->isVisible()) { click(mine); }
    QVERIFY(!sheet.cards().empty());
}

}  // namespace

class TstRunSheet : public QObject {
    Q_OBJECT

private slots:
    void withoutAProjectItSaysSo() {
        StudioFixture studio;
        QVERIFY(studio.window->openDock("run"));
        QVERIFY(studio.window->runSheet().cards().empty());
        QVERIFY(!part<QToolButton>(studio.window->runSheet(), "rowAdd")->isVisible());
    }

    void defaultRowsArePaleUntilTheyAreMine() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", [] {
            QByteArray text = neuronProject();
            // Without its rows.
            for (qsizetype at; (at = text.indexOf("row {")) >= 0;) {
                int depth = 0;
                qsizetype end = at;
                do {
                    if (text[end] == '{') { ++depth; }
                    if (text[end] == '}') { --depth; }
                    ++end;
                } while (end < text.size() && (depth > 0 || text[end - 1] != '}'));
                text.remove(at, end - at);
            }
            return text;
        }())));
        QVERIFY(studio.window->openDock("run"));
        RunSheet& sheet = studio.window->runSheet();
        QVERIFY(rowsOf(studio).isEmpty());
        QCOMPARE(sheet.cards().size(), 1U);  // y is no metric
        QVERIFY(!sheet.cards()[0]->isEnabled());
        click(part<QPushButton>(sheet, "rowsMine"));
        QCOMPARE(rowsOf(studio), QStringList{"train"});
        QVERIFY(sheet.cards()[0]->isEnabled());
        QVERIFY(!part<QPushButton>(sheet, "rowsMine")->isVisible());
        studio.window->drawing()->undo();
        QVERIFY(rowsOf(studio).isEmpty());
        QVERIFY(!sheet.cards()[0]->isEnabled());
    }

    void eachChangeIsOneStep() {
        StudioFixture studio;
        openMine(studio);
        RunSheet& sheet = studio.window->runSheet();
        Drawing& drawing = *studio.window->drawing();
        const auto train = [&]() -> const RunRow& { return *drawing.document().rows()[0]; };
        const std::int64_t before = train().batch;
        auto* batch = part<QSpinBox>(*sheet.cards()[0], "rowBatch");
        batch->setFocus();
        batch->selectAll();
        QTest::keyClicks(batch, "17");
        QTest::keyClick(batch, Qt::Key_Return);
        QCOMPARE(train().batch, 17);
        drawing.undo();
        QCOMPARE(train().batch, before);
        QCOMPARE(batch->value(), static_cast<int>(before));

        auto* enabled = part<QCheckBox>(*sheet.cards()[0], "rowEnabled");
        QTest::mouseClick(enabled, Qt::LeftButton, {}, {8, enabled->height() / 2});
        QVERIFY(train().disabled);
        drawing.undo();
        QVERIFY(!train().disabled);

        part<QSpinBox>(sheet, "runEpochs")->setValue(3);
        part<QSpinBox>(sheet, "runEpochs")->setValue(4);
        QCOMPARE(drawing.document().settings().epochs, 4);
        drawing.undo();
        QVERIFY(drawing.document().settings().epochs != 3);
    }

    void rowsAreAddedOrderedAndRemoved() {
        StudioFixture studio;
        openMine(studio);
        RunSheet& sheet = studio.window->runSheet();
        const QStringList before = rowsOf(studio);
        part<QToolButton>(sheet, "rowAdd")->menu()->actions()[1]->trigger();
        QCOMPARE(rowsOf(studio).size(), before.size() + 1);
        QCOMPARE(sheet.cards().size(), static_cast<std::size_t>(before.size() + 1));
        const QString added = rowsOf(studio).back();
        click(part<QToolButton>(*sheet.cards().back(), "rowUp"));
        QCOMPARE(rowsOf(studio).indexOf(added), before.size() - 1);
        click(part<QToolButton>(*sheet.cards()[static_cast<std::size_t>(before.size() - 1)],
                                "rowRemove"));
        QCOMPARE(rowsOf(studio), before);
        studio.window->drawing()->undo();
        QCOMPARE(rowsOf(studio).size(), before.size() + 1);
    }

    void fetchesAreChosenFromScalars() {
        StudioFixture studio;
        openMine(studio);
        RunCard& card = *studio.window->runSheet().cards()[0];
        QMenu* menu = part<QPushButton>(card, "rowFetches")->menu();
        QStringList names;
        QAction* accuracy = nullptr;
        for (QAction* action : menu->actions()) {
            names.append(action->text());
            if (action->text() == "accuracy") { accuracy = action; }
        }
        QVERIFY2(names.contains("loss"), qPrintable(names.join(' ')));
        QVERIFY(accuracy != nullptr);
        const std::size_t before = card.row().fetches.size();
        accuracy->trigger();
        QCOMPARE(studio.window->drawing()->document().rows()[0]->fetches.size(),
                 card.row().fetches.size());
        QVERIFY(card.row().fetches.size() != before);
    }

    void stepsAreEstimatedFromTheData() {
        StudioFixture studio;
        openMine(studio);
        auto* estimate = part<QLabel>(studio.window->runSheet(), "runEstimate");
        QTRY_VERIFY_WITH_TIMEOUT(estimate->text().contains("580"), kWaitMs);
        if (qEnvironmentVariableIsSet("WEFT_PICTURES")) {
            studio.window->grab().save(qEnvironmentVariable("WEFT_PICTURES") + "/run_sheet.png");
        }
        // As a run counts them.
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QCOMPARE(studio.window->progress().totalSteps, 580);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstRunSheet> registered;
}

#include "tst_run_sheet.moc"
