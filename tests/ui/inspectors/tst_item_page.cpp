// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/item_page.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "ui/base/proxy_style.h"
#include "ui/commands/item_commands.h"
#include "ui/document/drawing.h"
#include "ui/inspectors/port_rows.h"
#include "ui/inspectors/tensor_editor.h"

namespace weft::ui::test {

class TstItemPage : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeId::Dark); }
    void init() {
        m_drawing = std::make_unique<Drawing>(emptyProject());
        m_edits = std::make_unique<QSignalSpy>(m_drawing.get(), &Drawing::edited);
        m_page = std::make_unique<ItemPage>();
        m_page->setDrawing(m_drawing.get());
        m_page->resize(288, 700);
        m_page->show();
        QApplication::setActiveWindow(m_page.get());
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    void cleanup() {
        m_page.reset();
        m_drawing.reset();
    }

    void whatIsNoItemIsNotShown() {
        QVERIFY(!m_page->showItems({}));
        QVERIFY(!m_page->showItems({999}));
        QVERIFY(m_page->lines().isEmpty());
    }

    void ofAVariableOnlyWhatCountsIsShown() {
        select(add("Variable"));
        QVERIFY(m_page->field("value") != nullptr);
        QVERIFY(m_page->field("stddev") == nullptr);
        choose("initializer", "random_normal");
        QTRY_VERIFY(m_page->field("stddev") != nullptr);
        QVERIFY(m_page->field("value") == nullptr);
        QVERIFY(m_page->field("minimum") == nullptr);
        choose("initializer", "random_uniform");
        QTRY_VERIFY(m_page->field("minimum") != nullptr);
        QVERIFY(m_page->field("stddev") == nullptr);
    }

    void theLimitOfAClipIsShownWhereItCounts() {
        const ItemId id = add("Adam");
        select(id);
        QVERIFY(m_page->field("clip_by") != nullptr);
        QVERIFY(m_page->field("clip_limit") == nullptr);
        choose("clip_by", "global_norm");
        QTRY_VERIFY(m_page->field("clip_limit") != nullptr);
        for (const char* wrong : {"0", "-1", "nan", "inf"}) {
            typeIn("clip_limit", wrong);
            QVERIFY2(!m_page->field("clip_limit")->reason().isEmpty(), wrong);
            QTest::keyClick(m_page->field("clip_limit")->editor(), Qt::Key_Escape);
        }
        typeIn("clip_limit", "5");
        QVERIFY(m_page->field("clip_limit")->reason().isEmpty());
        QCOMPARE(m_drawing->document().item(id)->as<RecipeItem>()->parameters.getOr<float>(
                     "clip_limit", 0),
                 5.0F);
        choose("clip_by", "none");
        QTRY_VERIFY(m_page->field("clip_limit") == nullptr);
        QCOMPARE(steps(), 4);
    }

    void theShapeOfAVariableReachesIntoItsValue() {
        const ItemId id = add("Variable");
        select(id);
        typeIn("shape", "[2,?]");
        QVERIFY(m_page->field("shape")->reason().contains("all sizes"));
        QTest::keyClick(m_page->field("shape")->editor(), Qt::Key_Escape);
        typeIn("shape", "[64,10]");
        QVERIFY(m_page->field("shape")->reason().isEmpty());
        const auto shapeNow = [&] {
            const auto out = m_drawing->current()->expansion.tensorAt({id, "value"});
            if (!out) { return QString(); }
            const Graph& graph = m_drawing->current()->graph();
            return QString::fromStdString(graph.output(*out).shape.toString());
        };
        QTRY_COMPARE(shapeNow(), "[64,10]");
        // An initializer makes what the value was.
        choose("initializer", "zeros");
        QTRY_COMPARE(m_page->field("shape")->text(), "[64,10]");
        QTRY_COMPARE(shapeNow(), "[64,10]");
        QCOMPARE(steps(), 3);
    }

    void wrongTextStaysWithTheReasonAndEscapeRestores() {
        select(add("Dense"));
        typeIn("units", "many");
        QCOMPARE(m_page->field("units")->text(), QStringLiteral("many"));
        QVERIFY(m_page->field("units")->reason().contains("whole number"));
        QVERIFY(m_page->field("units")->editor()->property("wrong").toBool());
        QCOMPARE(steps(), 1);
        QTest::keyClick(m_page->field("units")->editor(), Qt::Key_Escape);
        QCOMPARE(m_page->field("units")->text(), QStringLiteral("10"));
        QVERIFY(m_page->field("units")->reason().isEmpty());
    }

    void whatTheContractDoesNotAllowIsRefusedAtTheField() {
        QSignalSpy refused(m_drawing.get(), &Drawing::refused);
        select(add("Dense"));
        typeIn("units", "0");
        QVERIFY(!m_page->field("units")->reason().isEmpty());
        QCOMPARE(refused.count(), 0);
        QCOMPARE(steps(), 1);
    }

    void aNameInUseIsRefusedAtTheField() {
        add("Relu");
        select(add("Relu"));
        QCOMPARE(m_page->field("name")->text(), QStringLiteral("Relu_1"));
        typeIn("name", "relu");
        QVERIFY(m_page->field("name")->reason().contains("in use"));
        typeIn("name", "bent");
        QVERIFY(m_drawing->document().itemNamed("bent") != nullptr);
        QVERIFY(m_page->field("name")->reason().isEmpty());
    }

    void aReadOnlyDrawingSaysSo() {
        select(add("Dense"));
        m_drawing->setReadOnly("open elsewhere");
        typeIn("units", "3");
        QCOMPARE(m_page->field("units")->reason(), QStringLiteral("open elsewhere"));
    }

    void eachChangeIsOneStepThatUndoTakesBack() {
        const ItemId dense = add("Dense");
        select(dense);
        typeIn("units", "32");
        QCOMPARE(steps(), 2);
        QCOMPARE(parameter<std::int64_t>(dense, "units"), std::int64_t(32));
        m_drawing->undo();
        QCOMPARE(m_page->field("units")->text(), QStringLiteral("10"));
    }

    void keysStepANumberAsOneChange() {
        const ItemId dense = add("Dense");
        select(dense);
        QWidget* field = m_page->field("units")->editor();
        for (int i = 0; i < 3; ++i) { QTest::keyClick(field, Qt::Key_Up); }
        QCOMPARE(parameter<std::int64_t>(dense, "units"), std::int64_t(13));
        m_drawing->undo();
        QCOMPARE(m_page->field("units")->text(), QStringLiteral("10"));
        QVERIFY(m_drawing->document().item(dense) != nullptr);
    }

    void theWheelChangesNothing() {
        const ItemId dense = add("Dense");
        select(dense);
        for (const char* name : {"units", "activation"}) {
            QWidget* field = m_page->field(name)->editor();
            field->setFocus();
            QWheelEvent wheel(QPointF(5, 5), field->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, {},
                              {}, Qt::NoScrollPhase, false);
            QApplication::sendEvent(field, &wheel);
        }
        QCOMPARE(steps(), 1);
    }

    void wordsAreChosenFromWhatIsAllowed() {
        const ItemId dense = add("Dense");
        select(dense);
        auto* menu = qobject_cast<QComboBox*>(m_page->field("activation")->editor());
        QVERIFY(menu != nullptr && menu->count() > 2);
        menu->setFocus();
        QTest::keyClicks(menu, "relu");
        emit menu->activated(menu->currentIndex());
        QCOMPARE(parameter<std::string>(dense, "activation"), std::string("relu"));
        auto* box = qobject_cast<QCheckBox*>(m_page->field("use_bias")->editor());
        QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        QCOMPARE(parameter<bool>(dense, "use_bias"), false);
    }

    void shapesAndTypesOfAPlaceholder() {
        const ItemId x = add("Placeholder");
        select(x);
        typeIn("shape", "?, 784");
        QVERIFY((parameter<PartialShape>(x, "shape") == PartialShape{kUnknownDim, 784}));
        QCOMPARE(m_page->field("shape")->text(), QStringLiteral("[?,784]"));
    }

    void parametersKeepTheContractsOrderAndDefaultsArePale() {
        select(add("Dense"));
        const AttrField* units = m_page->field("units");
        const AttrField* activation = m_page->field("activation");
        const AttrField* bias = m_page->field("use_bias");
        QTRY_VERIFY(units->mapTo(m_page.get(), QPoint()).y() <
                    activation->mapTo(m_page.get(), QPoint()).y());
        QVERIFY(activation->mapTo(m_page.get(), QPoint()).y() <
                bias->mapTo(m_page.get(), QPoint()).y());
        const QColor pale = appTheme().text3;
        QCOMPARE(units->editor()->palette().color(QPalette::Text), pale);
        typeIn("units", "11");
        QCOMPARE(units->editor()->palette().color(QPalette::Text), appTheme().text);
        typeIn("units", "");
        QCOMPARE(units->text(), QStringLiteral("10"));
        QCOMPARE(units->editor()->palette().color(QPalette::Text), pale);
    }

    void aConstantsValueIsTypedAndItsTableFollows() {
        const ItemId constant = add("Const");
        select(constant);
        typeIn("value", "[[1, 2], [3, 4]]");
        QCOMPARE(valueOf(constant).shape().toString(), std::string("[2,2]"));
        for (QToolButton* button : m_page->field("value")->findChildren<QToolButton*>()) {
            button->click();
        }
        auto* table = m_page->findChild<TensorEditor*>();
        QVERIFY(table != nullptr && table->isVisible());
        QCOMPARE(table->tensor().elements(), std::int64_t(4));
        m_drawing->undo();
        QCOMPARE(table->tensor().elements(), std::int64_t(1));
    }

    void dtypeAndValueOfAConstantAgree() {
        const ItemId constant = add("Const");
        select(constant);
        typeIn("value", "2");
        auto* menu = qobject_cast<QComboBox*>(m_page->field("dtype")->editor());
        menu->setCurrentIndex(menu->findText("int64"));
        emit menu->activated(menu->currentIndex());
        QCOMPARE(valueOf(constant).dtype(), DType::Int64);
        QCOMPARE(parameterOf<DType>(constant, "dtype"), DType::Int64);
        QCOMPARE(steps(), 3);
    }

    void whatFollowsFromWiresIsOnlyTold() {
        const ItemId x = add("Placeholder");
        const ItemId relu = add("Relu");
        connectPorts({x, "output"}, {relu, "features"});
        QTRY_VERIFY(m_drawing->upToDate());
        select(relu);
        QVERIFY(m_page->field("T") == nullptr);
        QVERIFY2(m_page->lines().contains("T\tfloat32"), qPrintable(m_page->lines().join('|')));
    }

    void aWiredSourceIsNamedAndCanBeClicked() {
        const ItemId x = add("Placeholder");
        const ItemId relu = add("Relu");
        select(relu);
        QVERIFY(m_page->inputs()->ports().front().needed);
        connectPorts({x, "output"}, {relu, "features"});
        QCOMPARE(m_page->inputs()->ports().front().source, QStringLiteral("Placeholder"));
        QSignalSpy went(m_page.get(), &ItemPage::goTo);
        auto* link = m_page->inputs()->findChild<QToolButton*>();
        QVERIFY(link != nullptr);
        QTest::mouseClick(link, Qt::LeftButton);
        QCOMPARE(went.count(), 1);
        QCOMPARE(went.front().front().toULongLong(), x.value);
    }

    void anInputThatMayStayOpenSaysSo() {
        select(add("Adam"));
        const PortFact rate = m_page->inputs()->ports().back();
        QCOMPARE(rate.name, QStringLiteral("learning_rate"));
        QCOMPARE(rate.type, QStringLiteral("optional"));
    }

    void severalShareTheirDevice() {
        const ItemId a = add("Relu");
        const ItemId b = add("Dense");
        QVERIFY(m_page->showItems({a.value, b.value}));
        QVERIFY(m_page->lines().contains("2 things selected"));
        typeIn("device", "CPU:0");
        QVERIFY2(m_page->field("device")->reason().isEmpty(),
                 qPrintable(m_page->field("device")->reason()));
        QVERIFY(!item(a).as<OpItem>()->device.empty());
        QCOMPARE(item(b).as<RecipeItem>()->device, item(a).as<OpItem>()->device);
        QCOMPARE(steps(), 3);
        typeIn("device", "nonsense:");
        QVERIFY(!m_page->field("device")->reason().isEmpty());
    }

    void theWordsOfANoteAreKeptWhenOneLeavesIt() {
        const ItemId note = add("Note");
        select(note);
        m_page->noteText()->setFocus();
        m_page->noteText()->setPlainText("look here");
        select(add("Relu"));
        QCOMPARE(item(note).as<NoteItem>()->text, std::string("look here"));
    }

    void whatIsGoneLeavesTheHint() {
        const ItemId relu = add("Relu");
        select(relu);
        (void)m_drawing->edit("Delete", 0, [&](Edit& e) {
            removeThings(e, {relu.value});
            return okStatus();
        });
        QVERIFY(m_page->lines().isEmpty());
    }

    void whatIsTypedIsTakenWhenAnotherThingIsShown() {
        const ItemId dense = add("Dense");
        const ItemId other = add("Dense");
        select(dense);
        QWidget* field = m_page->field("units")->editor();
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, "44");
        select(other);
        QCOMPARE(parameter<std::int64_t>(dense, "units"), std::int64_t(44));
        QCOMPARE(m_page->field("units")->text(), QStringLiteral("10"));
    }

    void whatIsBeingTypedStaysWhileOthersChange() {
        select(add("Dense"));
        QWidget* field = m_page->field("units")->editor();
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, "44");
        add("Relu");
        QTRY_VERIFY(m_drawing->upToDate());
        QCOMPARE(m_page->field("units")->text(), QStringLiteral("44"));
    }

private:
    ItemId add(const std::string& entry) {
        ItemId made;
        (void)m_drawing->edit("Add", 0, [&](Edit& e) -> Status {
            made = WEFT_TRY(addEntry(e, entry, {}, {}));
            return okStatus();
        });
        return made;
    }
    void connectPorts(const PortRef& from, const PortRef& to) {
        QVERIFY_OK(
            m_drawing->edit("Connect", 0, [&](Edit& e) { return e.connect(from, to).status(); }));
    }
    void select(ItemId id) { QVERIFY(m_page->showItems({id.value})); }
    /// Edits made so far; undo and redo are none.
    int steps() const { return static_cast<int>(m_edits->count()); }
    void typeIn(const char* name, const char* text) {
        AttrField* field = m_page->field(name);
        QVERIFY2(field != nullptr, name);
        field->editor()->setFocus();
        QTest::keyClick(field->editor(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(field->editor(), Qt::Key_Delete);
        QTest::keyClicks(field->editor(), QString::fromLatin1(text));
        QTest::keyClick(field->editor(), Qt::Key_Return);
    }
    void choose(const char* name, const char* word) {
        AttrField* field = m_page->field(name);
        QVERIFY2(field != nullptr, name);
        auto* menu = qobject_cast<QComboBox*>(field->editor());
        menu->setCurrentIndex(menu->findText(QString::fromLatin1(word)));
        emit menu->activated(menu->currentIndex());
    }
    const Item& item(ItemId id) const { return *m_drawing->document().item(id); }
    template <class T>
    T parameter(ItemId id, const char* name) const {
        const auto* recipe = item(id).as<RecipeItem>();
        return recipe != nullptr ? recipe->parameters.getOr<T>(name, T())
                                 : item(id).as<OpItem>()->attrs.getOr<T>(name, T());
    }
    template <class T>
    T parameterOf(ItemId id, const char* name) const {
        return item(id).as<OpItem>()->attrs.getOr<T>(name, T());
    }
    Tensor valueOf(ItemId id) const { return *parameterOf<StoredTensorPtr>(id, "value")->tensor(); }

    std::unique_ptr<Drawing> m_drawing;
    std::unique_ptr<QSignalSpy> m_edits;
    std::unique_ptr<ItemPage> m_page;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstItemPage> registered;
}

#include "tst_item_page.moc"
