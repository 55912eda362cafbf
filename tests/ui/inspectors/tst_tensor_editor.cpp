// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/tensor_editor.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include "tests/support/test_main.h"
#include "ui/base/proxy_style.h"
#include "ui/inspectors/tensor_values.h"

namespace weft::ui::test {

class TstTensorEditor : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeId::Dark); }
    void init() {
        m_editor = std::make_unique<TensorEditor>(nullptr);
        m_made.clear();
        m_refuse = false;
        m_editor->setAccept([this](const Tensor& tensor) {
            if (m_refuse) { return invalidArgument("not today"); }
            m_made.push_back(tensor);
            return okStatus();
        });
        m_editor->setTensor(*filled(DType::Float, Shape{2, 3}, TensorFill::Range));
        m_editor->show();
        QApplication::setActiveWindow(m_editor.get());
        QVERIFY(QTest::qWaitForWindowActive(m_editor.get()));
    }
    void cleanup() { m_editor.reset(); }

    void aWrongCellChangesNothingAndSaysWhy() {
        type(0, 1, "abc");
        QVERIFY(m_made.empty());
        QVERIFY(m_editor->reason().contains("want a value of float32"));
        QCOMPARE(cell(0, 1), QStringLiteral("1.0"));
    }

    void whatIsRefusedIsNotShown() {
        m_refuse = true;
        type(0, 0, "5");
        QCOMPARE(cell(0, 0), QStringLiteral("0.0"));
        QCOMPARE(m_editor->reason(), QStringLiteral("not today"));
    }

    void eachCellIsOneChange() {
        type(0, 0, "5");
        type(1, 2, "-1");
        QCOMPARE(m_made.size(), std::size_t(2));
        QCOMPARE(cell(0, 0), QStringLiteral("5.0"));
        QCOMPARE(cell(1, 2), QStringLiteral("-1.0"));
        QVERIFY(m_editor->reason().isEmpty());
    }

    void higherRanksAreSeenInSlices() {
        m_editor->setTensor(*filled(DType::Int32, Shape{2, 2, 3}, TensorFill::Range));
        auto* slice = slices().value(0);
        QVERIFY(slice != nullptr && slice->isVisible());
        QCOMPARE(cell(1, 2), QStringLiteral("5"));
        slice->setValue(1);
        QCOMPARE(cell(1, 2), QStringLiteral("11"));
        type(0, 0, "60");
        QCOMPARE(m_made.back().values<std::int32_t>()[6], 60);
        QCOMPARE(slice->value(), 1);
    }

    void theShapeCanBeTyped() {
        auto* shape = m_editor->findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly);
        QCOMPARE(shape->text(), QStringLiteral("[2,3]"));
        typeIn(shape, "[?,3]");
        QVERIFY(m_editor->reason().contains("known sizes"));
        QVERIFY(shape->property("wrong").toBool());
        QTest::keyClick(shape, Qt::Key_Escape);
        QCOMPARE(shape->text(), QStringLiteral("[2,3]"));
        typeIn(shape, "[3,2]");
        QCOMPARE(m_made.back().shape().toString(), std::string("[3,2]"));
        QCOMPARE(cell(2, 1), QStringLiteral("5.0"));
    }

    void theTypeCanBeChosen() {
        auto* menu = m_editor->findChild<QComboBox*>();
        menu->setFocus();
        QTest::keyClicks(menu, "int64");
        emit menu->activated(menu->currentIndex());
        QCOMPARE(m_made.back().dtype(), DType::Int64);
        QCOMPARE(cell(1, 2), QStringLiteral("5"));
    }

    void fillsComeFromTheMenu() {
        auto* fill = m_editor->findChild<QToolButton*>();
        for (QAction* action : fill->menu()->actions()) {
            if (action->text() == "Identity") { action->trigger(); }
        }
        QCOMPARE(cell(1, 1), QStringLiteral("1.0"));
        QCOMPARE(cell(0, 1), QStringLiteral("0.0"));
        QCOMPARE(m_made.size(), std::size_t(1));
    }

    void aSpreadsheetsCellsGoWhereTheCursorIs() {
        QApplication::clipboard()->setText("7\t8\n9\t10\n");
        at(0, 1);
        QTest::keySequence(m_editor->table(), QKeySequence::Paste);
        QCOMPARE(m_made.size(), std::size_t(1));
        QCOMPARE(cell(0, 1), QStringLiteral("7.0"));
        QCOMPARE(cell(1, 2), QStringLiteral("10.0"));
        at(1, 2);
        QTest::keySequence(m_editor->table(), QKeySequence::Paste);
        QVERIFY(m_editor->reason().contains("want at most 1 x 1"));
        QCOMPARE(m_made.size(), std::size_t(1));
    }

    void aLargerTableTakesThePlaceOfAll() {
        QApplication::clipboard()->setText("1\t2\t3\t4\n5\t6\t7\t8\n9\t10\t11\t12");
        at(0, 0);
        QTest::keySequence(m_editor->table(), QKeySequence::Paste);
        QCOMPARE(m_editor->tensor().shape().toString(), std::string("[3,4]"));
    }

private:
    QString cell(int row, int column) const {
        return m_editor->table()->model()->index(row, column).data().toString();
    }
    void at(int row, int column) {
        m_editor->table()->setCurrentIndex(m_editor->table()->model()->index(row, column));
        m_editor->table()->setFocus();
    }
    void type(int row, int column, const char* text) {
        at(row, column);
        QTest::keyClick(m_editor->table(), Qt::Key_F2);
        auto* line = m_editor->table()->viewport()->findChild<QLineEdit*>();
        QVERIFY(line != nullptr);
        typeIn(line, text);
        QCoreApplication::processEvents();  // the table hears of it later
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    static void typeIn(QLineEdit* line, const char* text) {
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, QString::fromLatin1(text));
        QTest::keyClick(line, Qt::Key_Return);
    }
    QList<QSpinBox*> slices() const {
        QList<QSpinBox*> all;
        for (QSpinBox* box : m_editor->findChildren<QSpinBox*>()) {
            if (box->prefix().startsWith("axis")) { all.append(box); }
        }
        return all;
    }

    std::unique_ptr<TensorEditor> m_editor;
    std::vector<Tensor> m_made;
    bool m_refuse = false;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTensorEditor> registered;
}

#include "tst_tensor_editor.moc"
