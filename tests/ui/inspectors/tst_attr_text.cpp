// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/attr_text.h"

#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstAttrText : public QObject {
    Q_OBJECT

private slots:
    void wrongTextSaysWhatIsWanted_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("int") << "int"
                             << "2.5"
                             << "whole number";
        QTest::newRow("no int") << "int"
                                << ""
                                << "got nothing";
        QTest::newRow("large int") << "int"
                                   << "9223372036854775808"
                                   << "whole number";
        QTest::newRow("float") << "float"
                               << "1,5"
                               << "number";
        QTest::newRow("large float") << "float"
                                     << "1e39"
                                     << "float32";
        QTest::newRow("bool") << "bool"
                              << "maybe"
                              << "true or false";
        QTest::newRow("type") << "type"
                              << "float31"
                              << "dtype";
        QTest::newRow("shape") << "shape"
                               << "[2,x]"
                               << "sizes";
        QTest::newRow("negative size") << "shape"
                                       << "[-2]"
                                       << "sizes";
        QTest::newRow("func") << "func"
                              << "a b"
                              << "function";
        QTest::newRow("ints") << "list(int)"
                              << "1, a"
                              << "whole number";
        QTest::newRow("tensor") << "tensor"
                                << "[[1,2],[3]]"
                                << "";
        QTest::newRow("tensors") << "list(tensor)"
                                 << "1"
                                 << "cannot be typed";
    }
    void wrongTextSaysWhatIsWanted() {
        QFETCH(QString, kind);
        QFETCH(QString, text);
        QFETCH(QString, words);
        const Result<AttrValue> value = attrFromText(attr(kind), text);
        QVERIFY(!value.ok());
        const std::string message(messageOf(value.status()));
        QVERIFY2(QString::fromStdString(message).contains(words), message.c_str());
    }

    void everyKindReadsBackWhatItShows_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("text");
        for (const auto& [kind, text] :
             std::vector<std::pair<const char*, const char*>>{{"int", "-3"},
                                                              {"float", "0.1"},
                                                              {"float", "1e-08"},
                                                              {"bool", "true"},
                                                              {"string", "  SAME "},
                                                              {"type", "bfloat16"},
                                                              {"shape", "[?,128]"},
                                                              {"shape", "[]"},
                                                              {"shape", "?"},
                                                              {"func", "body_7"},
                                                              {"tensor", "[[1. 2.] [3. 4.]]"},
                                                              {"list(int)", "[1, 2, 2, 1]"},
                                                              {"list(int)", "[]"},
                                                              {"list(float)", "[0.5, 2]"},
                                                              {"list(bool)", "[true, false]"},
                                                              {"list(type)", "[float32, int64]"},
                                                              {"list(string)", "[\"a\", \"b\"]"},
                                                              {"list(shape)", "[[?,2], [3]]"},
                                                              {"list(func)", "[f, g]"}}) {
            QTest::newRow(qPrintable(QString(kind) + ' ' + text)) << kind << text;
        }
    }
    void everyKindReadsBackWhatItShows() {
        QFETCH(QString, kind);
        QFETCH(QString, text);
        const Result<AttrValue> value = attrFromText(attr(kind), text);
        QVERIFY_OK(value);
        QCOMPARE(attrText(*value), text);
    }

    void shapesAreTakenAsPeopleWriteThem() {
        for (const char* text : {"?,128", "(None, 128)", "[-1,128]", " [ ? , 128 ] "}) {
            const Result<PartialShape> shape = shapeFromText(text);
            QVERIFY_OK(shape);
            QVERIFY2((*shape == PartialShape{kUnknownDim, 128}), text);
        }
        QVERIFY(*shapeFromText("(3,)") == PartialShape{3});
        QVERIFY(*shapeFromText("()") == PartialShape::scalar());
    }

    void aNumberWithTheScreensMinusIsTaken() {
        const Result<AttrValue> value = attrFromText(attr("float"), QString(QChar(0x2212)) + "2");
        QVERIFY_OK(value);
        QCOMPARE(std::get<float>(*value), -2.0F);
    }

    void aLargeTensorIsNotSpelledOut() {
        const Tensor zeros = *filledZeros();
        QVERIFY(attrText(StoredTensor::fromTensor(zeros)).contains("tensor"));
    }

private:
    static Result<Tensor> filledZeros() { return Tensor::allocate(DType::Float, Shape{65}); }
    static AttrDef attr(const QString& kind) {
        AttrDef def;
        def.name = "a";
        def.kind = kind.toStdString();
        return def;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstAttrText> registered;
}

#include "tst_attr_text.moc"
