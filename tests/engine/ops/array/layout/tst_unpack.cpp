// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Unpack.
class TstUnpack : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit();
    void takesSlices();
    void gradientStacksAndZeroesTheUnused();
};

void TstUnpack::refusesWhatDoesNotFit() {
    FAILS_OP("Unpack", {"float [1,2]"}, "want 5",
             {{"num", std::int64_t{5}}, {"axis", std::int64_t{0}}});
    FAILS_OP("Unpack", {"float [1,2]"}, "axis is out of range",
             {{"num", std::int64_t{2}}, {"axis", std::int64_t{1}}});
    FAILS_OP("Unpack", {"float 1"}, "axis is out of range",
             {{"num", std::int64_t{1}}, {"axis", std::int64_t{0}}});
}

void TstUnpack::takesSlices() {
    COMPARE_OP("float32[2]: 1 2; float32[2]: 3 4", "Unpack", {"float [[1,2],[3,4]]"},
               {{"num", std::int64_t{2}}, {"axis", std::int64_t{0}}});
    COMPARE_OP("float32[2]: 1 3; float32[2]: 2 4", "Unpack", {"float [[1,2],[3,4]]"},
               {{"num", std::int64_t{2}}, {"axis", std::int64_t{-1}}});
    COMPARE_OP("string[]: b\'a\'; string[]: b\'b\'", "Unpack", {"string [\"a\",\"b\"]"},
               {{"num", std::int64_t{2}}, {"axis", std::int64_t{0}}});
    COMPARE_SHAPES("[?]; [?]", "Unpack", {"float [2,?]"},
                   {{"num", std::int64_t{2}}, {"axis", std::int64_t{0}}});
}

void TstUnpack::gradientStacksAndZeroesTheUnused() {
    GRADIENT_AGREES("Unpack", {"double [[1,2],[3,4]]"},
                    {{"num", std::int64_t{2}}, {"axis", std::int64_t{1}}});
}

namespace {
const Registered<TstUnpack> registered;
}  // namespace

}  // namespace weft::test

#include "tst_unpack.moc"
