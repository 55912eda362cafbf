// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// ConcatOffset.
class TstConcatOffset : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit();
    void addsSizesUp();
};

void TstConcatOffset::refusesWhatDoesNotFit() {
    FAILS_OP("ConcatOffset", {"int32 1", "int32 [2,3]", "int32 [3,3]"}, "must match");
    FAILS_OP("ConcatOffset", {"int32 3", "int32 [2,3]", "int32 [2,3]"}, "got 3");
    FAILS_OP("ConcatOffset", {"int32 1", "int32 [2,3]", "int32 [2,3,4]"}, "one length");
    FAILS_OP("ConcatOffset", {"int32 0", "int32 [2147483647]", "int32 [9]", "int32 [9]"},
             "overflows");
}

void TstConcatOffset::addsSizesUp() {
    COMPARE_OP("int32[2]: 0 0; int32[2]: 0 3; int32[2]: 0 7", "ConcatOffset",
               {"int32 1", "int32 [2,3]", "int32 [2,4]", "int32 [2,9]"});
    COMPARE_OP("int64[2]: 0 0; int64[2]: 0 3", "ConcatOffset",
               {"int32 -1", "int64 [2,3]", "int64 [2,4]"});
}

namespace {
const Registered<TstConcatOffset> registered;
}  // namespace

}  // namespace weft::test

#include "tst_concat_offset.moc"
