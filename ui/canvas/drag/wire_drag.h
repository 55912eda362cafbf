// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPainter>
#include <functional>

#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/hit_test.h"
#include "ui/canvas/paint/view_transform.h"
#include "ui/commands/wire_commands.h"

namespace weft::ui {

/// Whether a wire may go from an output to an input.
using WireCheck = std::function<WireVerdict(const SocketRef& from, const SocketRef& to)>;

/// A wire of which one end is in the hand.
struct WireDrag {
    SocketRef fixed;  ///< where the other end is
    bool fixedIsOutput = true;
    Hit fixedHit;
    quint64 replaced = 0;  ///< the wire whose end was pulled off its socket
    SocketRef pulledOff;   ///< that socket
    QPointF cursor;        ///< in the view

    /// Sockets in view that fit, by keyOf().
    QHash<quint64, bool> fits;
    Hit target;           ///< the socket under the cursor, or that a node offers
    WireVerdict verdict;  ///< of the target

    static quint64 keyOf(int node, int port) {
        return (static_cast<quint64>(node) << 16) | static_cast<quint64>(port);
    }
    bool wants(const Hit& hit) const {
        return hit.kind == (fixedIsOutput ? Hit::Kind::Input : Hit::Kind::Output);
    }
};

/// The socket of that name, or nothing. @param isOutput on which side.
Hit findSocket(const CanvasSnapshot& snapshot, const SocketRef& socket, bool isOutput);
/// "float32 [?,128]", or what is known of it.
QString carriedBy(const PortInfo& port);
/// The verdict of a check in the right order; without a check everything fits but sockets that no
/// edit can name.
WireVerdict verdictOf(const CanvasSnapshot& snapshot, const WireDrag& drag, const Hit& other,
                      const WireCheck& check);
/// Asks the check for all sockets of the other kind inside an area of the scene.
void findFits(const CanvasSnapshot& snapshot, WireDrag& drag, const QRectF& scene,
              const WireCheck& check);
/// What a release at a hit would connect: the socket itself, or the first of a node that fits.
Hit targetOf(const CanvasSnapshot& snapshot, const WireDrag& drag, const Hit& hit,
             const WireCheck& check);

/// The pulled wire with what it carries, sockets that fit made large and others pale, and over a
/// refused one the reason.
void paintWireDrag(QPainter& painter, const CanvasSnapshot& snapshot, const WireDrag& drag,
                   const Theme& theme, const ViewTransform& view, const QRectF& area);

}  // namespace weft::ui
