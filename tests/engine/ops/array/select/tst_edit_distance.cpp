// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstEditDistance : public QObject {
    Q_OBJECT
    const AttrMap m_plain{{"normalize", false}};

private slots:
    void refusesWhatDoesNotFit() {
        const std::string at = "int64 [[0,0]]";
        const std::string one = "int32 [1]";
        const auto fails = [](const std::vector<std::string>& inputs, const char* words) {
            return expectFailure("EditDistance", inputs, words);
        };
        QCOMPARE(fails({"int64 [0]", one, "int64 [1,1]", at, one, "int64 [1,1]"}, "rank"), "");
        QCOMPARE(fails({at, "int32 [1,2]", "int64 [1,1]", at, one, "int64 [1,1]"}, "fit"), "");
        QCOMPARE(fails({at, one, "int64 [1,1]", at, one, "int64 [1]"}, "fit"), "");
        QCOMPARE(fails({at, one, "int64 [0,1]", at, one, "int64 [0,1]"}, "0 elements"), "");
        QCOMPARE(fails({"int64 [[7,0]]", one, "int64 [1,1]", at, one, "int64 [1,1]"}, "outside"),
                 "");
        QCOMPARE(fails({"int64 [[-1,0]]", one, "int64 [1,1]", at, one, "int64 [1,1]"}, "outside"),
                 "");
        QCOMPARE(fails({"int64 zeros [0,0]", "int32 zeros [0]", "int64 zeros [0]",
                        "int64 zeros [0,0]", "int32 zeros [0]", "int64 zeros [0]"},
                       "empty"),
                 "");
    }
    void countsEdits() {
        const std::vector<std::string> inputs{
            "int64 [[0,0],[0,1],[1,0]]",       "string [\"a\",\"b\",\"x\"]",       "int64 [3,2]",
            "int64 [[0,0],[0,1],[0,2],[2,0]]", "string [\"a\",\"c\",\"b\",\"q\"]", "int64 [3,3]"};
        COMPARE_OP("float32[3]: 1 1 1", "EditDistance", inputs, m_plain);
        QCOMPARE(runOp("EditDistance", inputs).substr(0, 16), std::string("float32[3]: 0.33"));
        QVERIFY(runOp("EditDistance", inputs).ends_with(" inf 1"));
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[2,5]", "EditDistance",
                       {"int64 [?,3]", "float [?]", "= int64 [2,4,9]", "int64 [?,3]", "float [?]",
                        "= int64 [1,5,9]"});
        COMPARE_SHAPES("<unknown>", "EditDistance",
                       {"int64 ?", "float ?", "int64 ?", "int64 ?", "float ?", "int64 ?"});
    }
};

namespace {
const Registered<TstEditDistance> registered;
}  // namespace

}  // namespace weft::test

#include "tst_edit_distance.moc"
