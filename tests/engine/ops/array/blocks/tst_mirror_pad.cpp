// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// MirrorPad and "MirrorPadGrad".
class TstMirrorPad : public QObject {
    Q_OBJECT
    const AttrMap m_reflect{{"mode", std::string("REFLECT")}};
    const AttrMap m_symmetric{{"mode", std::string("SYMMETRIC")}};

private slots:
    void refusesBadPaddings() {
        FAILS_OP("MirrorPad", {"float [1,2,3]", "int32 [[3,0]]"}, "no greater", m_reflect);
        FAILS_OP("MirrorPad", {"float [1,2,3]", "int32 [[0,4]]"}, "no greater", m_symmetric);
        FAILS_OP("MirrorPad", {"float [1,2,3]", "int32 [[-1,0]]"}, "non-negative", m_reflect);
        FAILS_OP("MirrorPad", {"float [1,2,3]", "int32 [[1,1],[1,1]]"}, "one row", m_reflect);
        FAILS_OP("MirrorPad", {"float [1,2,3]", "int32 [[1,1,1]]"}, "columns", m_reflect);
        FAILS_OP("MirrorPad", {"float zeros [0]", "int64 [[1,0]]"}, "no greater", m_symmetric);
        FAILS_OP("MirrorPad", {"float [1]", "int64 [[9223372036854775807,9223372036854775807]]"},
                 "no greater", m_reflect);
        FAILS_OP("MirrorPadGrad", {"float [1,2,3]", "int32 [[2,2]]"}, "no greater", m_symmetric);
        FAILS_OP("MirrorPadGrad", {"float [1,2,3]", "int32 [[1,1]]"}, "no greater", m_reflect);
    }
    void mirrors() {
        COMPARE_OP("float32[7]: 3 2 1 2 3 2 1", "MirrorPad", {"float [1,2,3]", "int32 [[2,2]]"},
                   m_reflect);
        COMPARE_OP("float32[7]: 2 1 1 2 3 3 2", "MirrorPad", {"float [1,2,3]", "int64 [[2,2]]"},
                   m_symmetric);
        COMPARE_OP("int32[3,4]: 4 3 4 3 2 1 2 1 4 3 4 3", "MirrorPad",
                   {"int32 [[1,2],[3,4]]", "int32 [[1,0],[1,1]]"}, m_reflect);
        COMPARE_OP("string[3]: b\'a\' b\'a\' b\'b\'", "MirrorPad",
                   {"string [\"a\",\"b\"]", "int32 [[1,0]]"}, m_symmetric);
        COMPARE_OP("float32[]: 7", "MirrorPad", {"float 7", "int32 zeros [0,2]"}, m_symmetric);
        COMPARE_OP("float32[3]: 5 5 11", "MirrorPadGrad", {"float [1,2,3,4,5,6]", "int32 [[2,1]]"},
                   m_symmetric);
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,6]", "MirrorPad", {"float [?,3]", "= int32 [[1,1],[1,2]]"}, m_reflect);
        // A border that is too wide is found when it runs, also where all is constant.
        COMPARE_SHAPES("[12]", "MirrorPad", {"float [3]", "= int32 [[9,0]]"}, m_reflect);
        COMPARE_PARTIAL("nothing", "MirrorPad", "[3]", {"= int32 [[9,0]]"}, m_reflect);
        COMPARE_SHAPES("[?,?]", "MirrorPad", {"float ?", "int32 [2,2]"}, m_reflect);
        COMPARE_SHAPES("[3]", "MirrorPadGrad", {"float [6]", "= int32 [[2,1]]"}, m_symmetric);
    }
    void gradientsMatchFiniteDifferences() {
        for (const AttrMap& mode : {m_reflect, m_symmetric}) {
            GRADIENT_AGREES("MirrorPad", {"double [[1,2,3],[4,5,6]]", "int32 [[1,0],[2,1]]"}, mode);
            GRADIENT_AGREES("MirrorPadGrad",
                            {"double [[1,2,3,4],[5,6,7,8],[3,5,1,2]]", "int32 [[1,0],[0,1]]"},
                            mode);
        }
    }
};

namespace {
const Registered<TstMirrorPad> registered;
}  // namespace

}  // namespace weft::test

#include "tst_mirror_pad.moc"
