// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstReverseSequence : public QObject {
    Q_OBJECT
    const AttrMap m_columns{{"seq_dim", std::int64_t{1}}};

private slots:
    void refusesWhatDoesNotFit() {
        const std::string rows = "float [[1,2,3],[4,5,6]]";
        const auto fails = [&](const char* lengths, const char* words, const AttrMap& attrs) {
            return expectFailure("ReverseSequence", {rows, lengths}, words, attrs);
        };
        QCOMPARE(fails("int64 [4,1]", "seq_lens(0)", m_columns), "");
        QCOMPARE(fails("int32 [0,-1]", "seq_lens(1)", m_columns), "");
        QCOMPARE(fails("int64 [1]", "one entry", m_columns), "");
        QCOMPARE(fails("int64 [[1,1]]", "rank", m_columns), "");
        QCOMPARE(fails("int64 [1,1]", "two axes", {{"seq_dim", std::int64_t{0}}}), "");
        QCOMPARE(fails("int64 [1,1]", "two axes", {{"seq_dim", std::int64_t{-1}}}), "");
        QCOMPARE(fails("int64 [1,1]", "input rank", {{"seq_dim", std::int64_t{2}}}), "");
    }
    void turnsBeginningsRound() {
        COMPARE_OP("float32[2,3]: 2 1 3 4 5 6", "ReverseSequence",
                   {"float [[1,2,3],[4,5,6]]", "int64 [2,0]"}, m_columns);
        COMPARE_OP("int32[3,2]: 3 2 2 4 1 6", "ReverseSequence",
                   {"int32 [[1,2],[2,4],[3,6]]", "int32 [3,1]"},
                   {{"seq_dim", std::int64_t{0}}, {"batch_dim", std::int64_t{1}}});
        COMPARE_OP("float32[2,0]:", "ReverseSequence", {"float zeros [2,0]", "int64 [0,0]"},
                   m_columns);
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[4,?]", "ReverseSequence", {"float [?,?]", "int64 [4]"}, m_columns);
    }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("ReverseSequence", {"double [[1,2,3],[4,5,6]]", "int64 [2,3]"}, m_columns);
    }
};

namespace {
const Registered<TstReverseSequence> registered;
}  // namespace

}  // namespace weft::test

#include "tst_reverse_sequence.moc"
