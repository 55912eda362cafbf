// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/document/op_category.h"
#include "ui/palette/catalogue.h"
#include "ui/palette/quick_add.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/palette_controller.h"

namespace weft::ui::test {
namespace {

constexpr int kWaitMs = 30'000;

}  // namespace

/// The path "From nothing to trained" of the design: an empty canvas becomes a digits softmax that
/// learns, drawn by mouse with the palette's words.
class TstFromNothing : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_studio = std::make_unique<StudioFixture>();
        window().setPaletteEntries(catalogue());
        window().actions().newFile->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(window().drawing() != nullptr, kWaitMs);
        QTRY_VERIFY(window().canvas().snapshot()->diagram.editable);
    }
    void cleanup() { m_studio.reset(); }

    void digitsAreDrawnAndTrained() {
        add("data source");
        QTRY_VERIFY_WITH_TIMEOUT(probe().idOf("data") != 0, kWaitMs);
        probe().click("data");
        auto* sources = window().findChild<QComboBox*>("dataSources");
        QVERIFY(sources != nullptr);
        const int digits = sources->findText("digits", Qt::MatchStartsWith);
        QVERIFY2(digits >= 0, "no sample 'digits' is offered");
        sources->setCurrentIndex(digits);
        emit sources->activated(digits);
        QTRY_VERIFY_WITH_TIMEOUT(hasOutput("data", "features"), kWaitMs);

        drop("data", "features", "placeholder", "Placeholder");
        drop("data", "class", "placeholder", "Placeholder_1");
        drop("Placeholder", "output", "dense", "dense");
        drop("dense", "y", "softmax loss", "loss");
        fit();
        probe().dragWire("Placeholder_1", "output", "loss", "labels");
        QTRY_VERIFY(probe().wires().contains("Placeholder_1.output -> loss.labels"));
        QTRY_VERIFY_WITH_TIMEOUT(window().drawing()->upToDate(), kWaitMs);
        window().edits().minimiseThis({probe().idOf("loss"), "loss"}, "Adam");
        QTRY_VERIFY_WITH_TIMEOUT(probe().idOf("Adam") != 0, kWaitMs);
        QTRY_VERIFY_WITH_TIMEOUT(window().drawing()->upToDate(), kWaitMs);
        QVERIFY(!window().drawing()->current()->expansion.hasErrors());

        QVERIFY(m_studio->pressAndWait(Qt::Key_F5));
        const std::vector<double> loss = m_studio->curve("train/loss");
        QVERIFY(loss.size() > 50);
        QVERIFY2(loss.back() < loss.front() / 2,
                 qPrintable(QString("%1 -> %2").arg(loss.front()).arg(loss.back())));
        QVERIFY(StudioFixture::noDialog());
        if (qEnvironmentVariableIsSet("WEFT_PICTURES")) {
            window().grab().save(qEnvironmentVariable("WEFT_PICTURES") + "/from_nothing.png");
        }
    }

private:
    MainWindow& window() const { return *m_studio->window; }
    CanvasProbe probe() const { return m_studio->probe(); }
    QuickAdd& popup() const { return window().palette().popup(); }

    /// Space, words, Enter.
    void add(const char* words) const {
        window().canvas().setFocus();
        QTest::keyClick(window().canvas().viewport(), Qt::Key_Space);
        take(words);
    }
    void take(const char* words) const {
        QTRY_VERIFY(popup().isVisible());
        QTest::keyClicks(popup().field(), words);
        QTest::keyClick(popup().field(), Qt::Key_Return);
        QVERIFY(!popup().isVisible());
    }
    /// Everything in view, so that there is a place where nothing lies.
    void fit() const { window().canvas().fitAll(); }
    /// A wire dropped on nothing, and what the palette then gives.
    void drop(const char* node, const char* output, const char* words, const char* made) const {
        fit();
        probe().dragWire(node, output, probe().nothing());
        take(words);
        QTRY_VERIFY_WITH_TIMEOUT(probe().idOf(QLatin1String(made)) != 0, kWaitMs);
        QTRY_VERIFY_WITH_TIMEOUT(window().drawing()->upToDate(), kWaitMs);
    }
    bool hasOutput(const QString& node, const QString& output) const {
        for (const DiagramNode& n : window().canvas().snapshot()->diagram.nodes) {
            if (n.name != node) { continue; }
            for (const PortInfo& port : n.outputs) {
                if (port.name == output) { return true; }
            }
        }
        return false;
    }

    std::unique_ptr<StudioFixture> m_studio;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFromNothing> registered;
}
#include "tst_from_nothing.moc"
