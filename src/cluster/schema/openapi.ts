/** The OpenAPI documents that kubectl reads for `explain`, `apply` and its check for field validation. */

/** `/openapi/v2`: Swagger 2.0 with all kinds. */
export function openapiV2(): object {
  return {};
}

/** `/openapi/v3`: `{ paths: { 'api/v1': { serverRelativeURL } } }`. */
export function openapiV3Index(): { paths: Record<string, { serverRelativeURL: string }> } {
  return { paths: {} };
}

/** `/openapi/v3/api/v1`, `/openapi/v3/apis/apps/v1`; undefined when there is no such document. */
export function openapiV3(_path: string): object | undefined {
  return undefined;
}
