/** Signed pieces that the agency's portal takes, for a drop zone or a file dialog. */
export const FORMATS_PIECES: Record<string, string[]> = {
  'application/pdf': ['.pdf'],
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/png': ['.png'],
  'image/tiff': ['.tif', '.tiff'],
}
