// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace tensorflow {
class FunctionDef;
}  // namespace tensorflow

namespace weft {

/// Which nodes in the body of a function lie in frames (between Enter and Exit): nothing outside can
/// wait for these.
class BodyFrames {
public:
    explicit BodyFrames(const tensorflow::FunctionDef& function);

    bool contains(const std::string& node) const {
        const auto depth = m_depths.find(node);
        return depth != m_depths.end() && depth->second > 0;
    }

private:
    std::map<std::string, int> m_depths;  // frames around what a node reads
};

}  // namespace weft
