// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// CumulativeLogsumexp.
class TstCumulativeLogsumexp : public QObject {
    Q_OBJECT

private slots:
    void refusesBadAxes();
    void runsAlongTheAxis();
    void gradientsAgree();
};

void TstCumulativeLogsumexp::refusesBadAxes() {
    FAILS_OP("CumulativeLogsumexp", {"float [1,2]", "int32 1"}, "out of range");
    FAILS_OP("CumulativeLogsumexp", {"float 1", "int32 0"}, "at least rank 1");
}

void TstCumulativeLogsumexp::runsAlongTheAxis() {
    COMPARE_OP("float64[3]: 0 0.693147181 1.09861229", "CumulativeLogsumexp",
               {"double [0,0,0]", "int32 0"});
    COMPARE_OP("float64[3]: 1.09861229 0.693147181 0", "CumulativeLogsumexp",
               {"double [0,0,0]", "int32 0"}, {{"reverse", true}});
    COMPARE_OP("float32[3]: -inf 0 0.6931472", "CumulativeLogsumexp", {"float [0,0,0]", "int32 -1"},
               {{"exclusive", true}});
    COMPARE_OP("float32[2]: -inf 1000", "CumulativeLogsumexp", {"float [-inf,1000]", "int32 0"});
    COMPARE_OP("float64[2,2]: 1 2 1.69314718 2.69314718", "CumulativeLogsumexp",
               {"double [[1,2],[1,2]]", "int64 0"});
    COMPARE_OP("float16[1]: -inf", "CumulativeLogsumexp", {"half [0]", "int32 0"},
               {{"exclusive", true}});
    COMPARE_OP("float32[0,2]:", "CumulativeLogsumexp", {"float zeros [0,2]", "int32 0"});
}

void TstCumulativeLogsumexp::gradientsAgree() {
    // An exclusive result starts with minus infinity.
    for (const bool reverse : {false, true}) {
        GRADIENT_AGREES("CumulativeLogsumexp", {"double [[1,-2],[3,0.5]]", "int32 1"},
                        {{"reverse", reverse}});
    }
}

namespace {
const Registered<TstCumulativeLogsumexp> registered;
}  // namespace

}  // namespace weft::test

#include "tst_cumulative_logsumexp.moc"
