// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/instruction_set.h"

#include <hwy/targets.h>
#include <algorithm>

#include "engine/base/strings.h"

#ifndef WEFT_NO_DNNL
#include <dnnl.hpp>
#endif

namespace weft {
namespace {

struct InstructionSet {
    const char* name;
    std::int64_t wider;  // Highway's targets that are beyond it
    std::int64_t needs;  // one that the machine must have
    int dnnlName;
};

#if HWY_ARCH_X86
#ifdef WEFT_NO_DNNL
constexpr int kDnnlNames[] = {0, 0, 0};
#else
constexpr int kDnnlNames[] = {dnnl_cpu_isa_sse41, dnnl_cpu_isa_avx2, dnnl_cpu_isa_all};
#endif
constexpr std::int64_t kBeyondAvx2 = HWY_AVX3 | HWY_AVX3_DL;
constexpr InstructionSet kSets[] = {
    {"sse4", kBeyondAvx2 | HWY_AVX2, HWY_SSE4, kDnnlNames[0]},
    {"avx2", kBeyondAvx2, HWY_AVX2, kDnnlNames[1]},
    {"avx512", 0, HWY_AVX3, kDnnlNames[2]},
};
#else
constexpr InstructionSet kSets[] = {{"native", 0, 0, 0}};
#endif

bool isHere(const InstructionSet& set) {
    return set.needs == 0 || (hwy::SupportedTargets() & set.needs) != 0;
}

}  // namespace

std::vector<std::string> instructionSets() {
    std::vector<std::string> names;
    for (const InstructionSet& set : kSets) {
        if (isHere(set)) { names.emplace_back(set.name); }
    }
    return names;
}

Status setInstructionSet(std::string_view name) {
    const auto* const set = std::find_if(std::begin(kSets), std::end(kSets),
                                         [&](const InstructionSet& s) { return s.name == name; });
    if (set == std::end(kSets) || !isHere(*set)) {
        return invalidArgument(concat("instruction set: got '", name, "', want one that is here (",
                                      join(instructionSets(), ", "), ")"));
    }
#ifndef WEFT_NO_DNNL
    if (dnnl_set_max_cpu_isa(static_cast<dnnl_cpu_isa_t>(set->dnnlName)) != dnnl_success) {
        return failedPrecondition("the instruction set is chosen before anything is computed");
    }
#endif
    hwy::DisableTargets(set->wider);
    return okStatus();
}

}  // namespace weft
