// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The path "From nothing to trained" without a mouse: once by the palette's words, once by nothing
/// but the next steps that are offered.

#include <QContextMenuEvent>
#include <QListWidget>

#include "tests/support/test_main.h"
#include "tests/ui/shell/path_hand.h"

namespace weft::ui::test {

class TstFromNothingKeys : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_hand = std::make_unique<PathHand>();
        QVERIFY(m_hand->begin());
    }
    void cleanup() {
        m_hand.reset();
        QVERIFY(StudioFixture::noDialog());
    }

    /// Space, words, Enter; W wires; the menu key minimises; F5 trains.
    void digitsByWords() {
        add("data source", "data");
        source("digits", "features");
        placeholder("features");
        placeholder("class");
        add("dense", "dense");
        wireIn(u"features \u00b7 output"_qs);
        QVERIFY(m_hand->isWired("features.output -> dense.x"));
        add("softmax loss", "loss");
        wireIn(u"dense \u00b7 y"_qs);
        QVERIFY(m_hand->isWired("dense.y -> loss.logits"));
        m_hand->key(Qt::Key_Period);  // from logits to labels
        wireIn(u"class \u00b7 output"_qs);
        QVERIFY(m_hand->isWired("class.output -> loss.labels"));
        minimise();
        QVERIFY(m_hand->shows("Adam"));
        QVERIFY(trains(300));
    }

    /// Nothing but Tab and Enter, and one choice of what to learn from.
    void digitsByHints() {
        follow("Data source", "data");
        source("digits", "features");
        follow("features", "features");
        follow("class", "class");
        follow("Dense", "dense");
        follow("SoftmaxLoss", "loss");
        follow("Adam", "Adam");
        QVERIFY(!m_hand->canvas().hint());
        QVERIFY(trains(300));
        m_hand->keepPicture("from_nothing_keys.png");
    }

    void fashionByHints() {
        const SplitOpener open = dataOpener({});
        if (!open({.name = "fashion-mnist"}, "test").ok()) { QSKIP("fashion-mnist is absent"); }
        follow("Data source", "data");
        source("fashion-mnist", "images");
        follow("images", "images");
        follow("labels", "labels");
        follow("Flatten", "flatten");
        follow("Dense", "dense");
        follow("SoftmaxLoss", "loss");
        follow("Adam", "Adam");
        QVERIFY(!m_hand->window().drawing()->current()->expansion.hasErrors());
        m_hand->key(Qt::Key_F5);
        QVERIFY(PathHand::until([this] { return m_hand->window().progress().step > 500; }));
        m_hand->key(Qt::Key_F5, Qt::ShiftModifier);
        QVERIFY(m_hand->studio.waitForState(RunState::Idle));
        const std::vector<double> loss = m_hand->studio.curve("train/loss");
        QVERIFY2(loss.back() < loss.front() / 2,
                 qPrintable(QString("%1 -> %2").arg(loss.front()).arg(loss.back())));
    }

private:
    void add(const char* words, const char* made) {
        m_hand->key(Qt::Key_Space);
        QVERIFY2(m_hand->take(words), words);
        QVERIFY2(m_hand->shows(QLatin1String(made)), made);
        const quint64 id = m_hand->probe().idOf(QLatin1String(made));
        QVERIFY(PathHand::until([&] { return m_hand->canvas().focusedNode() == id; }));
    }
    /// The list of sources has the keys by itself; typing goes to the entry.
    void source(const char* name, const char* column) {
        const auto* box = m_hand->window().findChild<QComboBox*>("dataSources");
        QVERIFY(PathHand::until([&] { return box->hasFocus(); }));
        m_hand->key(Qt::Key_Down);
        QVERIFY(PathHand::until([&] { return box->view()->isVisible(); }));
        QTest::keyClicks(box->view(), QString(QLatin1String(name)).left(2));
        QTest::keyClick(box->view(), Qt::Key_Return);
        QVERIFY(m_hand->hasOutput("data", column));
        m_hand->regainKeys();
        QVERIFY2(PathHand::until([&] { return m_hand->canvas().hasFocus(); }),
                 qPrintable(PathHand::focusName()));
    }
    /// A placeholder, and the wire from the column of that name.
    void placeholder(const char* column) {
        m_hand->key(Qt::Key_Space);
        QVERIFY(m_hand->take("placeholder"));
        QVERIFY(m_hand->shows("Placeholder"));
        m_hand->key(Qt::Key_F2);
        QVERIFY(
            PathHand::until([] { return qobject_cast<QLineEdit*>(QApplication::focusWidget()); }));
        m_hand->key(Qt::Key_A, Qt::ControlModifier);
        m_hand->type(column);
        m_hand->key(Qt::Key_Return);
        QVERIFY(m_hand->shows(column));
        wireIn(u"data \u00b7 %1"_qs.arg(column));
        QVERIFY(m_hand->isWired(QString("data.%1 -> %1.value").arg(column)));
    }
    /// Shift+W on what is chosen lists outputs that fit, nearest first; arrows walk to the one meant.
    void wireIn(const QString& output) {
        m_hand->key(Qt::Key_W, Qt::ShiftModifier);
        auto* list = qobject_cast<QListWidget*>(QApplication::focusWidget());
        QVERIFY2(list != nullptr, qPrintable(PathHand::focusName()));
        for (int i = 0; i < list->count() && !list->currentItem()->text().startsWith(output); ++i) {
            m_hand->key(Qt::Key_Down);
        }
        QVERIFY2(list->currentItem()->text().startsWith(output), qPrintable(output));
        m_hand->key(Qt::Key_Return);
        QVERIFY(m_hand->canvas().hasFocus());
    }
    /// The menu key on the loss, then the letters of the entries.
    void minimise() {
        // What Qt makes of the menu key; the offscreen platform makes nothing of it.
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
        QApplication::sendEvent(QApplication::focusWidget(), &event);
        QVERIFY(PathHand::until([] { return QApplication::activePopupWidget() != nullptr; }));
        m_hand->key(Qt::Key_M);
        auto* menu = m_hand->window().findChild<QMenu*>("minimise");
        QVERIFY(menu != nullptr && PathHand::until([&] { return menu->isVisible(); }));
        const auto at = [&] { return menu->activeAction() ? menu->activeAction()->text() : ""; };
        for (int i = 0; i < menu->actions().size() && at() != "Adam"; ++i) {
            m_hand->key(Qt::Key_Down);
        }
        QCOMPARE(at(), "Adam");
        m_hand->key(Qt::Key_Return);
        m_hand->regainKeys();
    }
    void follow(const char* hint, const char* made) {
        QVERIFY2(m_hand->offers(hint), hint);
        m_hand->key(Qt::Key_Tab);
        QVERIFY(m_hand->canvas().hintFocused());
        m_hand->key(Qt::Key_Return);
        QVERIFY2(m_hand->shows(QLatin1String(made)), made);
    }
    bool trains(std::size_t steps) {
        const int before = m_hand->window().answered();
        m_hand->key(Qt::Key_F5);
        if (!PathHand::until([&] { return m_hand->window().answered() > before; })) {
            qWarning("nothing ran: %s", qPrintable(PathHand::focusName()));
            return false;
        }
        const std::vector<double> loss = m_hand->studio.curve("train/loss");
        if (!loss.empty()) { qInfo("%zu steps: %g -> %g", loss.size(), loss.front(), loss.back()); }
        return loss.size() > steps && loss.back() < loss.front() / 10;
    }

    std::unique_ptr<PathHand> m_hand;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFromNothingKeys> registered;
}
#include "tst_from_nothing_keys.moc"
