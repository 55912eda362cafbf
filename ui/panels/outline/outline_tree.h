// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <memory>
#include <vector>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// One line of the outline.
struct OutlineRow {
    enum class Kind { Item, Paper, Socket, Wire };
    Kind kind = Kind::Item;
    quint64 id = 0;  ///< of an item or a wire; of a socket its item's
    QString port;    ///< of a socket
    bool isOutput = false;
    bool isGroup = false;
    QString name;
    QString detail;   ///< type, dtype and shape
    QString problem;  ///< empty: none
    int parent = -1;  ///< row, -1: the top
    int place = 0;    ///< among the children of its parent
    std::vector<int> children;
    bool complete = false;  ///< its sockets are among the children
    /// The same for the same thing in every outline of a document.
    QString key() const;
};

/// Groups, nodes and paper of a project as a tree, in some order; sockets and their wires come when
/// they are asked for. Threading: made on any thread, then one thread's.
class OutlineTree {
public:
    enum class Order { Place, Name, Creation };

    OutlineTree() = default;
    /// @param filter only what has this in its name or type, and what it lies in; empty: all.
    /// Complexity: n log n.
    OutlineTree(std::shared_ptr<const EngineDocument> document, Order order, const QString& filter);

    const std::vector<OutlineRow>& rows() const { return m_rows; }
    const OutlineRow& row(int i) const { return m_rows[static_cast<std::size_t>(i)]; }
    const std::vector<int>& children(int parent) const;
    /// Row of an item, a note or a wire that is there; -1: none.
    int find(OutlineRow::Kind kind, quint64 id) const;
    /// The sockets that complete() would add.
    std::vector<OutlineRow> missing(int row) const;
    /// Adds the sockets of an item, each with its wires.
    void complete(int row);
    /// Items that the filter itself has found.
    int found() const { return m_found; }

private:
    int add(OutlineRow row, int parent);
    void addSockets(std::vector<OutlineRow>& out, ItemId item, bool outputs) const;

    std::shared_ptr<const EngineDocument> m_document;
    std::vector<OutlineRow> m_rows;
    std::vector<int> m_top;
    QHash<quint64, int> m_items;
    int m_found = 0;
};

}  // namespace weft::ui
