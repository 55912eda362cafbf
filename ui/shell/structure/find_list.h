// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// Something that was looked for.
struct FoundNode {
    quint64 id = 0;
    QString name;  ///< whole path
    QString type;  ///< op or recipe
    int fit = 0;   ///< more is better
};

/// Nodes of the whole drawing, in all its groups, by words: part of a name or an op, `op:MatMul`,
/// or a regular expression between slashes. Best first, as many as are shown at most.
/// @param error gets why a regular expression is none.
std::vector<FoundNode> findNodes(const EngineDocument& document, const QString& asked,
                                 QString* error = nullptr);
inline constexpr std::size_t kMostFound = 60;

}  // namespace weft::ui
