// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/data/binding_editor.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::ui::test {
namespace {

/// A drawing with pictures bound to a placeholder.
std::unique_ptr<Drawing> drawingOf(ItemId& placeholder) {
    auto drawing = std::make_unique<Drawing>(emptyProject());
    (void)drawing->edit("Make", 0, [&](Edit& edit) -> Status {
        Item source;
        source.what = DataItem{.source = "own",
                               .trainFraction = 0.8,
                               .columns = {{"images", DType::UInt8, PartialShape{28, 28}}}};
        const ItemId id = edit.add(std::move(source), "data");
        placeholder = WEFT_TRY(placeholderForColumn(edit, {id, "images"}, {}, {100, 0}));
        return okStatus();
    });
    return drawing;
}

template <class T>
T* part(QWidget& widget, const char* name) {
    for (T* found : widget.findChildren<T*>(QString::fromLatin1(name))) {
        if (!found->isHidden() && !found->parentWidget()->isHidden()) { return found; }
    }
    return nullptr;
}

}  // namespace

class TstBindingEditor : public QObject {
    Q_OBJECT

private slots:
    void wrongWordsAreNoChips() {
        using Kind = Conversion::Kind;
        QVERIFY_FAILS(chipFromText(Kind::Cast, "float33"), "INVALID_ARGUMENT", "float32");
        QVERIFY_FAILS(chipFromText(Kind::Scale, "1/x"), "INVALID_ARGUMENT", "1/255");
        QVERIFY_FAILS(chipFromText(Kind::Scale, "1/0"), "INVALID_ARGUMENT", "number");
        QVERIFY_FAILS(chipFromText(Kind::OneHot, "0"), "INVALID_ARGUMENT", "classes");
        QVERIFY_FAILS(chipFromText(Kind::Reshape, "28,28"), "INVALID_ARGUMENT", "sizes");
        QVERIFY_FAILS(chipFromText(Kind::Reshape, "[a]"), "INVALID_ARGUMENT", "sizes");
    }

    void chipsReadBackWhatTheySay() {
        for (const Conversion& step :
             {Conversion::cast(DType::Int32), Conversion::scale(1.0 / 255), Conversion::scale(0.5),
              Conversion::oneHot(10), Conversion::reshape(PartialShape{28, -1, 1}),
              Conversion::reshape(PartialShape::scalar())}) {
            QCOMPARE(chipFromText(step.kind, chipText(step)).value(), step);
        }
    }

    void chipsAreTakenAwayMendedAndTyped() {
        ItemId placeholder;
        const auto drawing = drawingOf(placeholder);
        BindingEditor editor;
        editor.setItem(drawing.get(), placeholder.value);
        editor.show();
        QCOMPARE(editor.bindings().size(), 1U);
        auto* result = part<QLabel>(editor, "bindingResult");
        QVERIFY2(result->text().contains("float32 [?,28,28]"), qPrintable(result->text()));

        QTest::mouseClick(part<QToolButton>(editor, "chipRemove"), Qt::LeftButton);
        QVERIFY(editor.bindings()[0].conversions.empty());
        QCOMPARE(part<QLabel>(editor, "bindingResult")->text(), "float32 wanted, this gives uint8");

        QTest::mouseClick(part<QPushButton>(editor, "bindingMend"), Qt::LeftButton);
        QCOMPARE(editor.bindings()[0].conversions[0], Conversion::cast(DType::Float));

        auto* value = part<QLineEdit>(editor, "chipValue");
        value->selectAll();
        QTest::keyClicks(value, "int3");
        QTest::keyClick(value, Qt::Key_Return);
        QVERIFY(part<QLabel>(editor, "bindingResult")->text().contains("want a dtype"));
        value->selectAll();
        QTest::keyClicks(value, "int32");
        QTest::keyClick(value, Qt::Key_Return);
        QCOMPARE(editor.bindings()[0].conversions[0], Conversion::cast(DType::Int32));

        for (int i = 0; i < 3; ++i) { drawing->undo(); }
        editor.setItem(drawing.get(), placeholder.value);
        QCOMPARE(editor.bindings()[0].conversions[0], Conversion::scale(1.0 / 255));
    }

    void whatHasNoBindingShowsNothing() {
        ItemId placeholder;
        const auto drawing = drawingOf(placeholder);
        BindingEditor editor;
        editor.setItem(drawing.get(), 12345);
        QVERIFY(editor.bindings().empty());
        QVERIFY(editor.isHidden());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstBindingEditor> registered;
}

#include "tst_binding_editor.moc"
