// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAccessible>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/announce.h"
#include "ui/base/motion.h"
#include "ui/base/settings.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui::test {

/// What changes without a key is said, and nothing moves by itself for who wants that.
class TstStateTeller : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_studio = std::make_unique<StudioFixture>();
        m_said.clear();
        auto* announcer = m_studio->window->findChild<Announcer*>("announcer");
        connect(announcer, &Announcer::spoken, this, [this](const QString& w) { m_said += w; });
    }
    void cleanup() {
        m_studio.reset();
        setMotionAllowed(false);
    }

    void anErrorIsSaid() {
        QVERIFY(m_studio->open(m_studio->file("unfed.pbtxt", kUnfed)));
        m_studio->window->canvas().select({m_studio->probe().idOf("b")});
        m_studio->press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!m_said.isEmpty());
        QVERIFY2(m_said.last().size() > 10, qPrintable(m_said.join('|')));
    }

    void aRefusalIsSaid() {
        QVERIFY(m_studio->open(examplePath("digits_softmax")));
        (void)m_studio->window->edits().edit(
            "x", [](Edit&) { return invalidArgument("that is not possible"); });
        QTRY_VERIFY(m_said.join('|').contains("that is not possible"));
    }

    void aTrainingIsFollowed() {
        QVERIFY(m_studio->open(examplePath("digits_softmax")));
        m_studio->press(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(m_said.join('|').contains("Training began"), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_said.join('|').contains("Training ended at step"), 120'000);
        QVERIFY(m_said.last().contains("loss"));
    }

    void itIsPartOfTheWindowButTakesNoRoom() {
        auto* announcer = m_studio->window->findChild<Announcer*>("announcer");
        QVERIFY(announcer != nullptr);
        QVERIFY(announcer->size().isEmpty());
        announcer->say("words");
        QAccessibleInterface* face = QAccessible::queryAccessibleInterface(announcer);
        QCOMPARE(face->role(), QAccessible::Notification);
        QCOMPARE(face->text(QAccessible::Name), QString("words"));
    }

    void reduceMotionStopsWhatMoves() {
        QVERIFY(m_studio->open(examplePath("digits_softmax")));
        CanvasView& canvas = m_studio->window->canvas();
        Actions& actions = m_studio->window->actions();
        if (actions.reduceMotion->isChecked()) { actions.reduceMotion->trigger(); }
        actions.reduceMotion->trigger();
        QVERIFY(Settings().reducedMotion());
        QVERIFY(!motionAllowed());
        const double before = canvas.viewTransform().zoom;
        canvas.zoomIn();
        QVERIFY(canvas.viewTransform().zoom > before);
        actions.reduceMotion->trigger();
        QVERIFY(!Settings().reducedMotion());
        QVERIFY(motionAllowed());
        // It glides: not there at once, but in the end.
        const double now = canvas.viewTransform().zoom;
        canvas.zoomOut();
        QCOMPARE(canvas.viewTransform().zoom, now);
        QTRY_COMPARE(canvas.viewTransform().zoom, before);
        // A hand on the wheel ends it.
        canvas.zoomOut();
        canvas.lookAt({0, 0}, 1.0);
        QTest::qWait(2 * kMotionMs);
        QCOMPARE(canvas.viewTransform().zoom, 1.0);
    }

private:
    static constexpr const char* kUnfed =
        "node { name: 'a' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } }\n"
        "node { name: 'b' op: 'Neg' input: 'a' attr { key: 'T' value { type: DT_FLOAT } } }\n";
    std::unique_ptr<StudioFixture> m_studio;
    QStringList m_said;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstStateTeller> registered;
}

#include "tst_state_teller.moc"
