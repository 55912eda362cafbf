// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// BroadcastTo.
class TstBroadcastTo : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotBroadcast();
    void repeatsAxesOfSizeOne();
    void gradientSumsTheCopies();
};

void TstBroadcastTo::refusesWhatDoesNotBroadcast() {
    FAILS_OP("BroadcastTo", {"float [[1,2]]", "int32 [2,3]"}, "Incompatible shapes");
    FAILS_OP("BroadcastTo", {"float [[1,2]]", "int32 [2]"}, "more axes");
    FAILS_OP("BroadcastTo", {"float [1,2]", "int32 [-3,2]"}, "negative: got -3");
}

void TstBroadcastTo::repeatsAxesOfSizeOne() {
    COMPARE_OP("float32[2,3]: 1 2 3 1 2 3", "BroadcastTo", {"float [1,2,3]", "int32 [2,3]"});
    COMPARE_OP("float32[2,2]: 1 1 2 2", "BroadcastTo", {"float [[1],[2]]", "int64 [2,2]"});
    COMPARE_OP("float32[0,3]:", "BroadcastTo", {"float [[1,2,3]]", "int32 [0,3]"});
    COMPARE_OP("string[2]: b\'a\' b\'a\'", "BroadcastTo", {"string \"a\"", "int32 [2]"});
}

void TstBroadcastTo::gradientSumsTheCopies() {
    GRADIENT_AGREES("BroadcastTo", {"double [[1],[2]]", "int32 [3,2,2]"});
}

namespace {
const Registered<TstBroadcastTo> registered;
}  // namespace

}  // namespace weft::test

#include "tst_broadcast_to.moc"
