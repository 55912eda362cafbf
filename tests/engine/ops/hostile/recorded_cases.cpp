// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/hostile/recorded_cases.h"

#include <fstream>
#include <map>

#include "engine/tensor/tensor_proto.h"

namespace weft::test {

const conformance::Suite& recordedSuite(const std::string& name) {
    static std::map<std::string, conformance::Suite> suites;
    const auto [at, isNew] = suites.try_emplace(name);
    if (isNew) {
        std::ifstream file(concat(WEFT_SOURCE_DIR "/tests/conformance/", name, ".pb"),
                           std::ios::binary);
        at->second.ParseFromIstream(&file);
    }
    return at->second;
}

std::vector<RunRequest> requestsOf(const conformance::Case& recorded) {
    std::vector<RunRequest> requests;
    for (const conformance::Step& step : recorded.steps()) {
        RunRequest request;
        for (const conformance::NamedTensor& feed : step.feeds()) {
            const Result<Tensor> value = tensorFromBytes(feed.tensor());
            if (value.ok()) { request.feeds.emplace_back(feed.name(), *value); }
        }
        for (const std::string& name : step.fetches()) {
            if (!name.starts_with('@')) { request.fetches.push_back(name); }
        }
        for (const std::string& name : step.targets()) {
            if (!name.starts_with('@')) { request.targets.push_back(name); }
        }
        requests.push_back(std::move(request));
    }
    return requests;
}

}  // namespace weft::test
