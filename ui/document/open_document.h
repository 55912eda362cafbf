// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>
#include <vector>

#include "ui/document/diagram.h"
#include "ui/document/problem_row.h"

namespace weft::ui {

/// A file as opened: what is drawn at its top, and how its groups look inside.
struct OpenDocument {
    QString path;
    QString title;
    Diagram top;
    std::vector<ProblemRow> problems;
    /// The inside of a group of the top or of another inside, 0: the top; empty where there is
    /// nothing to open. May be called often, on any thread.
    std::function<Diagram(quint64 group)> inside;
    /// The node of the top diagram that stands for a node of any inside, or the id itself.
    std::function<quint64(quint64 id)> topOf;
    /// The groups that one enters to see what has that id, outermost first; of a plain graph unset.
    std::function<std::vector<quint64>(quint64 id)> wayTo;
};

}  // namespace weft::ui
