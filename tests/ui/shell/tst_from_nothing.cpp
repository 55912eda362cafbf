// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The path "From nothing to trained" by mouse: an empty canvas becomes a network that learns. Only
/// the palette's words are typed.

#include "tests/support/test_main.h"
#include "tests/ui/shell/path_hand.h"

namespace weft::ui::test {

class TstFromNothing : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_hand = std::make_unique<PathHand>();
        click("new");
        QVERIFY(PathHand::until([this] { return m_hand->canvas().hint().has_value(); }));
    }
    void cleanup() {
        m_hand.reset();
        QVERIFY(StudioFixture::noDialog());
    }

    void aColumnIsOfferedItsPlaceholderFirst() {
        source("fashion-mnist", "images");
        m_hand->probe().dragWire("data", "images", m_hand->probe().nothing());
        QuickAdd& popup = m_hand->popup();
        QVERIFY(PathHand::until([&] { return popup.isVisible(); }));
        QCOMPARE(popup.list()->names().value(0), "Placeholder for this column");
        // What it will be, and what is done on the way, with the reason.
        QVERIFY2(said(popup, "float32 [?,28,28]"), "shape and dtype are not told");
        QVERIFY2(said(popup, "bytes 0 to 255 become 0 to 1"), "the scaling has no reason");
        m_hand->key(Qt::Key_Return);
        QVERIFY(m_hand->shows("images"));
        QVERIFY(m_hand->isWired("data.images -> images.value"));
        // The chip is there, and one step takes all of it back.
        QVERIFY(PathHand::until([this] { return !texts("chipValue").isEmpty(); }));
        QCOMPARE(texts("chipValue").front(), "1/255");
        m_hand->key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(PathHand::until([this] { return m_hand->probe().idOf("images") == 0; }));
    }

    void elsewhereThatEntryIsNotOffered() {
        source("digits", "features");
        m_hand->canvas().setFocus();
        m_hand->key(Qt::Key_Space);
        QVERIFY(PathHand::until([this] { return m_hand->popup().isVisible(); }));
        m_hand->type("placeholder");
        QVERIFY(!m_hand->popup().list()->names().contains("Placeholder for this column"));
        QCOMPARE(m_hand->popup().list()->names().value(0), "Placeholder");
    }

    void digits() {
        source("digits", "features");
        drop("data", "features", "placeholder", "features");
        drop("data", "class", "placeholder", "class");
        drop("features", "output", "dense", "dense");
        drop("dense", "y", "softmax loss", "loss");
        m_hand->canvas().fitAll();
        m_hand->probe().dragWire("class", "output", "loss", "labels");
        QVERIFY(m_hand->isWired("class.output -> loss.labels"));
        minimise("loss", "Adam");
        train();
        const std::vector<double> loss = m_hand->studio.curve("train/loss");
        QVERIFY(loss.size() > 300);
        QVERIFY2(loss.back() < loss.front() / 10,
                 qPrintable(QString("%1 -> %2").arg(loss.front()).arg(loss.back())));
        QVERIFY(accuracy() > 0.85);
        m_hand->keepPicture("from_nothing_digits.png");
        guessesARow();
    }

    /// Nothing that is offered is taken: each node comes from the palette by hand, then its wires.
    void digitsByPaletteAndWires() {
        const QRectF view(m_hand->canvas().viewport()->rect());
        const auto place = [&](double x, double y) {
            return QPointF(view.width() * x, view.height() * y).toPoint();
        };
        const ViewTransform before = m_hand->canvas().viewTransform();
        put("Data source", place(0.1, 0.4), "data");
        QCOMPARE(m_hand->probe().liveOf("data").warning, "choose what it reads");
        QVERIFY(m_hand->choose("dataSources", "digits"));
        QVERIFY(m_hand->hasOutput("data", "features"));
        put("Placeholder", place(0.3, 0.15), "Placeholder");
        m_hand->probe().dragWire("data", "features", "Placeholder", "value");
        QVERIFY(m_hand->isWired("data.features -> features.value"));
        put("Placeholder", place(0.3, 0.6), "Placeholder");
        // Not another placeholder: there is one that waits.
        QVERIFY(m_hand->offers("Dense"));
        m_hand->probe().dragWire("data", "class", "Placeholder", "value");
        QVERIFY(m_hand->isWired("data.class -> class.value"));
        put("Dense", place(0.55, 0.15), "dense");
        m_hand->probe().dragWire("features", "output", "dense", "x");
        QVERIFY(m_hand->isWired("features.output -> dense.x"));
        put("SoftmaxLoss", place(0.8, 0.3), "loss");
        QVERIFY(PathHand::until(
            [this] { return m_hand->probe().liveOf("loss").warning == "needs a wire at logits"; }));
        m_hand->probe().dragWire("dense", "y", "loss", "logits");
        QVERIFY(m_hand->isWired("dense.y -> loss.logits"));
        m_hand->probe().dragWire("class", "output", "loss", "labels");
        QVERIFY(m_hand->isWired("class.output -> loss.labels"));
        put("Adam", place(0.8, 0.7), "Adam");
        m_hand->probe().dragWire("loss", "loss", "Adam", "loss");
        QVERIFY(m_hand->isWired("loss.loss -> Adam.loss"));
        QVERIFY(m_hand->shows("Adam"));
        QCOMPARE(m_hand->canvas().viewTransform().offset, before.offset);
        m_hand->keepPicture("from_nothing_palette.png");
        train();
        const std::vector<double> loss = m_hand->studio.curve("train/loss");
        QVERIFY2(loss.back() < loss.front() / 10,
                 qPrintable(QString("%1 -> %2").arg(loss.front()).arg(loss.back())));
        QVERIFY(accuracy() > 0.85);
    }

    void fashion() {
        const SplitOpener open = dataOpener({});
        if (!open({.name = "fashion-mnist"}, "test").ok()) { QSKIP("fashion-mnist is absent"); }
        source("fashion-mnist", "images");
        drop("data", "images", "placeholder", "images");
        drop("data", "labels", "placeholder", "labels");
        drop("images", "output", "flatten", "flatten");
        drop("flatten", "y", "dense", "dense");
        drop("dense", "y", "softmax loss", "loss");
        m_hand->canvas().fitAll();
        m_hand->probe().dragWire("labels", "output", "loss", "labels");
        QVERIFY(m_hand->isWired("labels.output -> loss.labels"));
        minimise("loss", "Adam");
        click("trainButton");
        // An epoch shows enough; the button that stops is beside.
        QVERIFY(PathHand::until([this] { return m_hand->window().progress().step > 900; }));
        m_hand->key(Qt::Key_F5, Qt::ShiftModifier);
        QVERIFY(m_hand->studio.waitForState(RunState::Idle));
        const std::vector<double> loss = m_hand->studio.curve("train/loss");
        QVERIFY2(loss.back() < loss.front() / 2,
                 qPrintable(QString("%1 -> %2").arg(loss.front()).arg(loss.back())));
        QVERIFY(accuracy() > 0.75);
        m_hand->keepPicture("from_nothing_fashion.png");
    }

private:
    void click(const char* button) {
        auto* found = m_hand->window().findChild<QPushButton*>(button);
        QVERIFY2(found != nullptr && found->isVisible() && found->isEnabled(), button);
        m_hand->click(found);
    }
    /// The ghost is clicked, then an entry of the list.
    void source(const char* name, const char* column) {
        CanvasView& canvas = m_hand->canvas();
        const QRectF ghost = canvas.viewTransform().toView(hintRect(*canvas.hint()));
        m_hand->click(canvas.viewport(), ghost.center().toPoint());
        QVERIFY(m_hand->shows("data"));
        QVERIFY(m_hand->choose("dataSources", name));
        QVERIFY(m_hand->hasOutput("data", column));
    }
    /// An entry of the palette dropped at a place of the view.
    void put(const char* entry, QPoint at, const char* made) {
        m_hand->probe().dropEntry(entry, at);
        QVERIFY2(m_hand->shows(QLatin1String(made)), made);
    }
    /// A wire dropped on nothing, and what the palette then gives.
    void drop(const char* node, const char* output, const char* words, const char* made) {
        m_hand->canvas().fitAll();
        m_hand->probe().dragWire(node, output, m_hand->probe().nothing());
        QVERIFY2(m_hand->take(words), words);
        QVERIFY2(m_hand->shows(QLatin1String(made)), made);
    }
    void minimise(const char* node, const char* optimizer) {
        QVERIFY(PathHand::until([this] { return m_hand->window().drawing()->upToDate(); }));
        m_hand->canvas().fitAll();
        const QRectF there = m_hand->probe().rectOf(node);
        const QPoint title(qRound(there.center().x()), qRound(there.top()) + 8);
        QTest::mouseClick(m_hand->canvas().viewport(), Qt::RightButton, {}, title);
        auto* menu = m_hand->window().findChild<QMenu*>("contextMenu");
        QVERIFY(m_hand->clickEntry(menu, "Minimise this"));
        QVERIFY(m_hand->clickEntry(menu->findChild<QMenu*>("minimise"), optimizer));
        QVERIFY(m_hand->shows(optimizer));
        QVERIFY(!m_hand->window().drawing()->current()->expansion.hasErrors());
    }
    void train() {
        auto* button = m_hand->window().findChild<QPushButton*>("trainButton");
        QVERIFY2(button->text().startsWith("Train"), qPrintable(button->text()));
        const int before = m_hand->window().answered();
        m_hand->click(button);
        QVERIFY(PathHand::until([&] { return m_hand->window().answered() > before; }));
    }
    double accuracy() {
        if (!m_hand->evaluate()) { return 0; }
        for (const auto& [name, value] : m_hand->window().evaluatePanel().evaluation().metrics) {
            if (name == "accuracy") { return value; }
        }
        return 0;
    }
    /// Try says what a row is taken for.
    void guessesARow() {
        QVERIFY(m_hand->clickTab("Try"));
        auto* next = m_hand->window().findChild<QPushButton*>("tryNext");
        QVERIFY(next != nullptr && next->isVisible());
        m_hand->click(next);
        QVERIFY(PathHand::until(
            [this] { return m_hand->window().findChild<QWidget*>("tryResult")->isVisible(); }));
        m_hand->keepPicture("from_nothing_try.png");
    }
    static bool said(const QWidget& widget, const char* words) {
        for (const QLabel* label : widget.findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(QLatin1String(words))) { return true; }
        }
        return false;
    }
    QStringList texts(const char* name) const {
        QStringList all;
        for (const QLineEdit* line : m_hand->window().findChildren<QLineEdit*>(name)) {
            all.append(line->text());
        }
        return all;
    }

    std::unique_ptr<PathHand> m_hand;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFromNothing> registered;
}
#include "tst_from_nothing.moc"
