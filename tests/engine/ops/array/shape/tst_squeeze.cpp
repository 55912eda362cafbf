// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Squeeze.
class TstSqueeze : public QObject {
    Q_OBJECT

private slots:
    void refusesOtherSizesThanOne();
    void removesAxesOfSizeOne();
    void infersNoRankWhereASizeMayBeOne();
    void gradientPutsThemBack();
};

void TstSqueeze::refusesOtherSizesThanOne() {
    FAILS_OP("Squeeze", {"float [[1,2]]"}, "got size 2",
             {{"squeeze_dims", std::vector<std::int64_t>{1}}});
    FAILS_OP("Squeeze", {"float [[1,2]]"}, "got 2 for a tensor of rank 2",
             {{"squeeze_dims", std::vector<std::int64_t>{2}}});
    FAILS_OP("Squeeze", {"float [[1,2]]"}, "out of range",
             {{"squeeze_dims", std::vector<std::int64_t>{-3}}});
}

void TstSqueeze::removesAxesOfSizeOne() {
    COMPARE_OP("float32[2]: 1 2", "Squeeze", {"float [[[1],[2]]]"});
    COMPARE_OP("float32[2,1]: 1 2", "Squeeze", {"float [[[1],[2]]]"},
               {{"squeeze_dims", std::vector<std::int64_t>{0}}});
    COMPARE_OP("float32[1,2]: 1 2", "Squeeze", {"float [[[1],[2]]]"},
               {{"squeeze_dims", std::vector<std::int64_t>{-1}}});
    COMPARE_OP("float32[]: 1", "Squeeze", {"float [[1]]"});
}

void TstSqueeze::infersNoRankWhereASizeMayBeOne() {
    COMPARE_SHAPES("<unknown>", "Squeeze", {"float [?,1]"});
    COMPARE_SHAPES("[?]", "Squeeze", {"float [?,1]"},
                   {{"squeeze_dims", std::vector<std::int64_t>{1}}});
    COMPARE_SHAPES("[?]", "Squeeze", {"float [?,?]"},
                   {{"squeeze_dims", std::vector<std::int64_t>{0}}});
}

void TstSqueeze::gradientPutsThemBack() {
    GRADIENT_AGREES("Squeeze", {"double [[1],[2]]"},
                    {{"squeeze_dims", std::vector<std::int64_t>{1}}});
}

namespace {
const Registered<TstSqueeze> registered;
}  // namespace

}  // namespace weft::test

#include "tst_squeeze.moc"
