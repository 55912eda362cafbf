// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/part_spec.h"

#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// parsePartSpec().
class TstPartSpec final : public QObject {
    Q_OBJECT

private slots:
    void refusesOtherTexts_data() {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"", " ", "4", "4 16", "4 16 0,2", "4 16 0,2:-:-", "4 16 0,2:x", "4 16 2:-",
              "4 x 0,2:-", "-4 16 0,2:-", "4 16 -1,2:-", "4 16 0,0:-", "4 16 0,-1:-", "4 16 3,2:-",
              "4  16 0,2:-", "4 16 0,2:- ", "4 16 0,9223372036854775807:-",
              "4 16 9223372036854775807,1:-", "9223372036854775807 9223372036854775807 0,1:-"}) {
            QTest::newRow(text) << QString(text);
        }
    }
    void refusesOtherTexts() {
        QFETCH(QString, text);
        QVERIFY_FAILS(parsePartSpec(text.toStdString()), "INVALID_ARGUMENT", "");
    }
    void readsWholeAndPart() {
        const auto spec = parsePartSpec("4 16 1,2:-");
        QVERIFY_OK(spec);
        QVERIFY(spec->whole == (Shape{4, 16}));
        QVERIFY(spec->shape == (Shape{2, 16}));
        QVERIFY(spec->slice == (TensorSlice{{1, 0}, {2, kWholeAxis}}));
    }
};

namespace {
const Registered<TstPartSpec> registered;
}  // namespace

}  // namespace weft::test

#include "tst_part_spec.moc"
