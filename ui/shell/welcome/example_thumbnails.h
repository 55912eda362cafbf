// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QObject>
#include <QSize>
#include <atomic>
#include <memory>

#include "ui/base/theme.h"

namespace weft::ui {

/// A project's diagram, small, drawn by the canvas's painters. Null where it cannot be read.
/// Threading: any thread. Units: pixels of the image, `scale` of them a logical one.
QImage thumbnailOf(const QString& path, QSize size, double scale, const Theme& theme);

/// Draws thumbnails one after the other in the background; ends early when it is destroyed.
class ExampleThumbnails final : public QObject {
    Q_OBJECT

public:
    explicit ExampleThumbnails(QObject* parent = nullptr) : QObject(parent) {}
    ~ExampleThumbnails() override { drop(); }

    /// What was asked for before is dropped.
    void draw(const QStringList& paths, QSize size, double scale, const Theme& theme);

signals:
    void drawn(const QString& path, const QImage& image);

private:
    void drop();
    std::shared_ptr<std::atomic<bool>> m_wanted;
};

}  // namespace weft::ui
