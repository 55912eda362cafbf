// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "ShardedFilename", "ShardedFilespec".
class TstShardedFilename : public QObject {
    Q_OBJECT

private slots:
    void rejectsWhatIsNoScalar() {
        FAILS_OP("ShardedFilename", {"string [\"m\"]", "int32 1", "int32 2"}, "rank");
        FAILS_OP("ShardedFilename", {"string \"m\"", "int32 [1]", "int32 2"}, "rank");
        FAILS_OP("ShardedFilespec", {"string \"m\"", "int32 [2]"}, "rank");
    }
    void writesFiveDigits() {
        COMPARE_OP("string[]: b'm-00001-of-00012'", "ShardedFilename",
                   {"string \"m\"", "int32 1", "int32 12"});
        COMPARE_OP("string[]: b'm-123456-of-200000'", "ShardedFilename",
                   {"string \"m\"", "int32 123456", "int32 200000"});
        COMPARE_OP("string[]: b'm-\?\?\?\?\?-of-00012'", "ShardedFilespec",
                   {"string \"m\"", "int32 12"});
    }
};

namespace {
const Registered<TstShardedFilename> registered;
}  // namespace

}  // namespace weft::test

#include "tst_sharded_filename.moc"
